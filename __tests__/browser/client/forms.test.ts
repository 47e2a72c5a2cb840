// Forms in Chromium: files go along, and the answer may move the page, without a word in the policy.
import { describeInBrowser } from '../chromium.js'
import { type Answer, endStream, until, useClient } from './harness.js'

describeInBrowser('forms', () => {
  const open = useClient()

  test('a chosen file is sent as multipart, with its name, its type and its bytes', async () => {
    const { page, received, errors } = await open(`
      <form method="post" action="/away" enctype="multipart/form-data" data-on:submit="@post('/x', {contentType: 'form'})">
      <input name="title" value="a"><input type="file" name="file" multiple><button name="how" value="now">x</button></form>`)
    await page.setInputFiles('input[type=file]', [
      { name: 'a b.txt', mimeType: 'text/plain', buffer: Buffer.from('one\r\ntwo') },
      { name: 'c.bin', mimeType: 'application/x-c', buffer: Buffer.from([1, 2, 3]) },
    ])
    await page.click('button')
    await until(() => received.length === 1)
    const { method, url, headers, body = '' } = received[0] ?? {}
    expect([method, url?.pathname]).toEqual(['POST', '/x'])
    const type = headers?.['content-type'] ?? ''
    expect(headers?.['datastar-request']).toBe('true')
    const form = await new Response(body, { headers: { 'Content-Type': type } }).formData()
    expect([...form.keys()]).toEqual(['title', 'file', 'file', 'how'])
    const [text, bytes] = form.getAll('file') as File[]
    expect([text?.name, text?.type, await text?.text()]).toEqual([
      'a b.txt',
      'text/plain',
      'one\r\ntwo',
    ])
    expect([bytes?.name, bytes?.type, await bytes?.text()]).toEqual([
      'c.bin',
      'application/x-c',
      '\u0001\u0002\u0003',
    ])
    expect(new URL(page.url()).pathname).toBe('/')
    expect(errors).toEqual([])
  })

  test('a refresh that a patch puts into the head moves the page', async () => {
    const next: Answer = (res) =>
      res
        .writeHead(200, { 'Content-Type': 'text/html' })
        .end('<!doctype html><title>next</title><p id="next">here</p>')
    const { page, errors } = await open(
      `<form method="post" data-on:submit="@post('/x', {contentType: 'form'})"><button>x</button></form>`,
      '',
      {
        'GET /next': next,
        'POST /x': endStream([
          'patch-elements',
          {
            selector: 'head',
            mode: 'append',
            elements: '<meta http-equiv="refresh" content="0;url=/next?a=1&amp;b=2">',
          },
        ]),
      },
    )
    await page.click('button')
    await page.waitForSelector('#next')
    expect(page.url()).toMatch(/\/next\?a=1&b=2$/)
    expect(errors).toEqual([])
  })

  test('a dialog opens, and closes by a button, a form and Escape', async () => {
    const { page, errors } = await open(`
      <dialog id="d" data-ref="_dialog" data-on:close="$_closed = $_closed + '[' + el.returnValue + ']'">
        <button id="close" data-on:click="el.closest('dialog').close('closed')">x</button>
        <form method="dialog"><button type="button" id="submit" data-on:click="el.form.requestSubmit()">x</button></form>
      </dialog>
      <button id="open" data-on:click="$_dialog.showModal()">open</button>
      <p data-text="$_closed"></p>`)
    const isModal = () => page.locator('#d:modal').count()
    for (const id of ['close', 'submit']) {
      await page.click('#open')
      expect(await isModal()).toBe(1)
      await page.click(`#${id}`)
      await page.waitForSelector('#d', { state: 'hidden' })
    }
    await page.click('#open')
    await page.keyboard.press('Escape')
    await page.waitForSelector('#d', { state: 'hidden' })
    await page.waitForFunction(() => document.querySelector('p')?.textContent === '[closed][][]')
    expect(errors).toEqual([])
  })

  test('Enter in a text area and a choice in a list submit their form, which is reset', async () => {
    const { page, errors, received } = await open(`
      <form data-on:submit="@post('/x', {contentType: 'form'}); el.reset()">
        <textarea name="n" data-on:keydown="evt.key === 'Enter' && !evt.shiftKey && (evt.preventDefault(), el.form.requestSubmit())"></textarea>
        <select name="s" data-on:change="el.form.requestSubmit()"><option>a<option>b</select>
      </form>`)
    await page.fill('textarea', 'typed')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.press('Enter')
    await until(() => received.length === 1)
    expect(received[0]?.body).toBe('n=typed%0A&s=a')
    expect(await page.inputValue('textarea')).toBe('')
    await page.selectOption('select', 'b')
    await until(() => received.length === 2)
    expect(received[1]?.body).toBe('n=&s=b')
    expect(await page.inputValue('select')).toBe('a')
    expect(errors).toEqual([])
  })

  test('an element comes into view when it is asked to', async () => {
    const { page, errors } = await open(`
      <button data-on:click="$_far.scrollIntoView({block: 'start'})">x</button>
      <div id="space"></div><p data-ref="_far">far</p>`)
    await page.evaluate(() => {
      const space = document.getElementById('space')
      if (space) space.style.height = '3000px'
    })
    await page.click('button')
    await page.waitForFunction(() => scrollY > 0)
    expect(errors).toEqual([])
  })
})
