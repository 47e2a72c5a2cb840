// How many files and sockets a process may have open. Node raises it as far as the system allows.

interface Report {
  readonly userLimits?: { readonly open_files?: { readonly soft: number | 'unlimited' } }
}

/** The limit; infinite where there is none, or none is told. */
export function openFilesLimit(): number {
  // Its type is just `object`.
  const { userLimits } = process.report.getReport() as Report
  const soft = userLimits?.open_files?.soft
  return typeof soft === 'number' ? soft : Number.POSITIVE_INFINITY
}
