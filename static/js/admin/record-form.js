// Folded rows of a long part: opened one by one, each fetched when it is asked for. Without this file a link opens all.
'use strict';
{
  async function open(link) {
    const row = link.closest('.inline-related');
    const { id } = row;
    const name = id.replace(/-\d+$/, '');
    const key = (root) => root.querySelector(`[name="${id}-id"]`)?.value;
    const response = await fetch(`${window.location.pathname}?unfold=${id}`, { credentials: 'same-origin' });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const whole = page.getElementById(id);
    if (!response.ok || response.redirected || !whole || key(whole) !== key(row) || whole.querySelector('.inline-unfold')) {
      window.location.assign(`?unfold=${name}#${id}`);
      return;
    }
    for (const part of row.querySelectorAll(`[name="${id}-folded"], [name="${id}-position"], .inline-unfold`)) part.remove();
    const position = link.dataset.position;
    const boxes = [...whole.querySelectorAll(':scope > fieldset')];
    row.append(...boxes);
    if (position) row.querySelector(`[name="${id}-position"]`).value = position;
    row.dispatchEvent(new CustomEvent('row:opened', { bubbles: true }));
    row.querySelector('fieldset :is(input:not([type=hidden]), select, textarea)').focus();
  }

  document.addEventListener('click', (event) => {
    const link = event.target.closest('.inline-unfold a');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.dataset.position = link.closest('.inline-related').querySelector('[name$="-position"]')?.value || '';
    open(link);
  });
}

// The list of errors above a form: it takes the focus, and its links open what is folded and lead to the box itself.
// Without this file the links are plain anchors.
{
  const problems = document.querySelector('.problems');

  function lead(target) {
    for (let fold = target.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
    const form = target.closest('form');
    if (form && target.closest('.in-fa, .in-en')) delete form.dataset.language;
    const box = target.matches('.select2-hidden-accessible') ? target.nextElementSibling.querySelector('[tabindex]') : target;
    if (!box.matches('input, select, textarea, button, a, [tabindex]')) box.tabIndex = -1;
    box.focus({ preventScroll: true });
    box.scrollIntoView({ block: 'center' });
  }

  if (problems) {
    problems.focus({ preventScroll: true });
    problems.scrollIntoView({ block: 'start' });
    problems.addEventListener('click', (event) => {
      const link = event.target.closest('a');
      const target = link && document.getElementById(link.hash.slice(1));
      if (!target) return;
      event.preventDefault();
      lead(target);
    });
  }

  // The signs beside Django's boxes for many are named and have no role, which not every screen reader speaks.
  addEventListener('load', () => {
    for (const sign of document.querySelectorAll('span.help-tooltip[aria-label]')) sign.setAttribute('role', 'img');
  });
}
