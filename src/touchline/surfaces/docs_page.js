'use strict';
// Puts the address in use into the curl lines, finds ids that are there, and tries requests.
const MOST_SHOWN = 100000;
const SHOWN_HEADERS = ['content-type', 'etag', 'cache-control', 'age', 'x-data-age-ms'];
const keyField = document.getElementById('key');

function headersOf(curl) {
  const [name, scheme] = curl.dataset.key.split(': ');
  if (!name || !keyField || !keyField.value) return {};
  const key = keyField.value;
  return {[name.replace(':', '')]: scheme ? scheme + ' ' + key : key};
}

function pathOf(article, curl) {
  let path = curl.dataset.path;
  const query = new URLSearchParams();
  for (const field of article.querySelectorAll('[data-in]')) {
    if (field.dataset.in === 'path') {
      path = path.replace('{' + field.name + '}', encodeURIComponent(field.value));
    } else if (field.value) {
      query.append(field.name, field.value);
    }
  }
  const said = query.toString();
  return said ? path + '?' + said : path;
}

function write(article) {
  const curl = article.querySelector('.curl');
  const url = (location.origin + pathOf(article, curl)).replaceAll("'", '%27');
  curl.firstChild.textContent = curl.dataset.start + " '" + url + "'";
}

function shown(text) {
  try {
    text = JSON.stringify(JSON.parse(text), null, 2);
  } catch { /* Shown as it came. */ }
  return text.length > MOST_SHOWN ? text.slice(0, MOST_SHOWN) + '\n…' : text;
}

async function send(article, button, output) {
  const curl = article.querySelector('.curl');
  button.disabled = true;
  output.textContent = 'asking …';
  let body = button.parentNode.nextElementSibling;
  if (!body || body.className !== 'tried') {
    body = document.createElement('pre');
    body.className = 'tried';
    button.parentNode.after(body);
  }
  try {
    const begun = performance.now();
    const answer = await fetch(pathOf(article, curl), {headers: headersOf(curl)});
    const text = await answer.text();
    output.textContent = answer.status + ', ' + Math.round(performance.now() - begun) + ' ms';
    const headers = SHOWN_HEADERS.filter((name) => answer.headers.has(name));
    const lines = headers.map((name) => name + ': ' + answer.headers.get(name));
    body.textContent = lines.join('\n') + '\n\n' + shown(text);
  } catch (error) {
    output.textContent = 'no answer';
    body.textContent = String(error);
  }
  button.disabled = false;
}

async function valueAt(source, headers) {
  const [url, pointer] = source.split('#');
  const answer = await fetch(url, {headers});
  let found = answer.ok ? await answer.json() : undefined;
  for (const key of pointer.split('/').slice(1)) found = found?.[key];
  return found;
}

const values = new Map();

// The id of an example is not in the picture; this puts one there that is.
async function find(article, field, headers) {
  const before = field.value;
  for (const source of field.dataset.from.split(' ')) {
    if (!values.has(source)) values.set(source, valueAt(source, headers).catch(() => undefined));
    const found = await values.get(source);
    if (found === undefined || found === null) {
      values.delete(source);
    } else if (field.value === before) {
      field.value = found;
      write(article);
      return;
    }
  }
}

// Finding one asks the server, so with a key, which it may cost, it is asked for.
function offer(article, field, curl) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Find one';
  button.addEventListener('click', () => find(article, field, headersOf(curl)));
  field.after(button);
}

document.documentElement.classList.add('scripted');
if (matchMedia('(max-width: 64rem)').matches) document.querySelector('nav details').open = false;
for (const article of document.querySelectorAll('article')) {
  const curl = article.querySelector('.curl');
  if (!curl) continue;
  const [button, output] = article.querySelectorAll('button, output');
  button?.addEventListener('click', () => send(article, button, output));
  article.addEventListener('input', () => write(article));
  write(article);
  for (const field of article.querySelectorAll('[data-from]:not([data-from=""])')) {
    if (curl.dataset.key) offer(article, field, curl);
    else find(article, field, {});
  }
}
