'use strict';
// The page that the server writes, put in place of what is shown where the two differ; what the reader has chosen, opened or
// focused stays. Without this the page is the same, as of when it was loaded.
(() => {
  const main = document.querySelector('main[data-live]');
  if (!main || !window.EventSource) return;
  const status = document.getElementById('live');

  const update = (old, now) => {
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.data !== now.data) old.data = now.data;
      return;
    }
    for (const { name } of [...old.attributes]) {
      if (name === 'open' || now.hasAttribute(name)) continue;
      old.removeAttribute(name);
    }
    for (const { name, value } of now.attributes) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    const before = [...old.childNodes];
    const after = [...now.childNodes];
    after.forEach((child, i) => {
      if (i >= before.length) old.append(child);
      else if (before[i].nodeName === child.nodeName) update(before[i], child);
      else before[i].replaceWith(child);
    });
    before.slice(after.length).forEach(child => child.remove());
  };

  let source = null;
  const listen = () => {
    source = new EventSource(main.dataset.live);
    source.addEventListener('page', event => {
      const page = new DOMParser().parseFromString(event.data, 'text/html');
      update(main, page.querySelector('main'));
      document.title = page.title;
      status.textContent = 'Live';
    });
    source.addEventListener('error', () => {
      // Between two events the connection ends, and the browser comes back by itself.
      if (source.readyState === EventSource.CLOSED) status.textContent = 'Not live: load the page again';
    });
  };
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) source.close();
    else listen();
  });
  if (!document.hidden) listen();
})();
