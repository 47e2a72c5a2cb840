import { topWithoutId } from '../lib/top-level.js'

test.each([
  ['<p>one</p>', '<p>'],
  ['<h1>Todos</h1><ul id="todos"></ul>', '<h1>'],
  ['<ul id="todos"><li>Milk</li></ul>\n<p class="count">1</p>', '<p class="count">'],
  ['<!-- <p id="x"> --><p data-id="x" title="> id=">one</p>', '<p data-id="x" title="> id=">'],
  ['<input name="q"><p id="x"></p>', '<input name="q">'],
  ['<p id="x"><br>a<img src="/b"></p><div></div>', '<div>'],
  ['<div id="x"><script>if (a < b) "<div>"</script></div><SECTION></SECTION>', '<SECTION>'],
  ['  only text ', 'only text'],
])('%s has something at its top without an id', (markup, culprit) => {
  expect(topWithoutId(markup)).toBe(culprit)
})

test.each([
  '<p id="x">one</p>',
  ' <ul class="a"\n  id=todos><li>Milk</li></ul>\n<P ID=\'count\'>1</P>\n',
  '<!-- <p> --><main id="x"><p>one</p><hr/><p>two</p></main>',
  '<html><head><title><b></title></head><body><p>one</p></body></html>',
  '<textarea id="x"><p></textarea>',
  // Behind an end tag that was left out nothing is at the top for sure.
  '<ul id="x"><li>one<li>two</ul><p>three</p>',
])('%s has not', (markup) => {
  expect(topWithoutId(markup)).toBeUndefined()
})
