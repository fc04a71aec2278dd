// Look-up boxes: made as they come into view, so that a long form is there at once. What is not found is created in a
// dialog, in a form of few fields that the portal sends; without this file there is no look-up at all, as in Django.
'use strict';
{
  const $ = django.jQuery;

  function terms(element) {
    return (params) => ({
      term: params.term, page: params.page,
      app_label: element.dataset.appLabel, model_name: element.dataset.modelName, field_name: element.dataset.fieldName,
    });
  }

  function choose(element, { id, text }) {
    const option = [...element.options].find((one) => one.value === id) || new Option(text, id);
    if (!element.multiple) element.value = '';
    option.selected = true;
    element.append(option);
    // Both: jQuery's listeners hear only the first, plain ones only the second.
    $(element).trigger('change');
    element.dispatchEvent(new Event('change', { bubbles: true }));
  }

  async function fetchForm(dialog, address, options) {
    const response = await fetch(address, { credentials: 'same-origin', ...options });
    if (response.status === 201) return response.json();
    if (response.redirected || !(response.ok || response.status === 422)) throw new Error(response.statusText);
    dialog.innerHTML = await response.text();
    const wrong = dialog.querySelector('.errors input, .errors select');
    const empty = [...dialog.querySelectorAll('input:not([type=hidden]), select')].find((box) => !box.value);
    (wrong || empty || dialog.querySelector('[type=submit]')).focus();
    dialog.dispatchEvent(new CustomEvent('lookup:shown', { bubbles: true }));
    return null;
  }

  function create(element, address) {
    const dialog = document.createElement('dialog');
    dialog.className = 'quick-dialog';
    document.body.append(dialog);
    const failed = () => { dialog.close(); window.location.assign(address); };
    dialog.addEventListener('close', () => { dialog.remove(); $(element).select2('focus'); });
    dialog.addEventListener('click', (event) => { if (event.target.closest('[data-close]')) dialog.close(); });
    dialog.addEventListener('submit', async (event) => {
      event.preventDefault();
      const button = dialog.querySelector('[type=submit]');
      if (button.disabled) return;
      const data = new FormData(event.target);
      button.disabled = true;
      try {
        const made = await fetchForm(dialog, event.target.action, { method: 'POST', body: data });
        if (!made) return;
        choose(element, made);
        dialog.close();
      } catch {
        button.disabled = false;
        dialog.querySelector('.quick-failed').hidden = false;
      }
    });
    dialog.showModal();
    fetchForm(dialog, address).then(() => dialog.setAttribute('aria-labelledby', 'quick-title')).catch(failed);
  }

  // What select2 leaves out for a screen reader: the box's name, and what it opens.
  function describe(element) {
    const name = (element.labels[0]?.textContent || '').trim().replace(/[:：]$/, '');
    const { $container, $dropdown } = $(element).data('select2');
    const selection = $container[0].querySelector('.select2-selection');
    selection.setAttribute('aria-label', name);
    for (const box of [$container[0], $dropdown[0]].flatMap((one) => [...one.querySelectorAll('.select2-search__field')])) box.setAttribute('aria-label', name);
    const rendered = selection.querySelector('span.select2-selection__rendered');
    rendered?.removeAttribute('role');
    rendered?.removeAttribute('aria-readonly');
    $(element).on('select2:open', () => selection.setAttribute('aria-controls', `select2-${element.id}-results`));
    $(element).on('select2:close', () => selection.removeAttribute('aria-controls'));
  }

  function make(element) {
    if (element.classList.contains('select2-hidden-accessible') || element.name.includes('__prefix__')) return;
    $(element).select2({
      ajax: { data: terms(element) },
      templateResult: (result) => (result.create ? $('<span class="lookup-create">').text(result.text) : result.text),
    });
    describe(element);
    $(element).on('select2:selecting', (event) => {
      const { create: address } = event.params.args.data;
      if (!address) return;
      event.preventDefault();
      $(element).select2('close');
      create(element, address);
    });
  }

  // The rest is made while nobody waits.
  const waiting = new Set();
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) finish(target);
  }, { rootMargin: '300px' });
  const idle = window.requestIdleCallback || ((work) => setTimeout(() => work({ timeRemaining: () => 8 }), 200));

  function finish(element) {
    waiting.delete(element);
    seen.unobserve(element);
    make(element);
  }

  function work(deadline) {
    for (const element of waiting) {
      if (deadline.timeRemaining() < 6) break;
      finish(element);
    }
    if (waiting.size) idle(work);
  }

  function take(root) {
    for (const element of root.querySelectorAll('.admin-autocomplete')) {
      if (element.name.includes('__prefix__')) continue;
      waiting.add(element);
      seen.observe(element);
    }
    if (waiting.size) idle(work);
  }

  $(() => take(document));
  for (const happened of ['formset:added', 'row:opened']) {
    document.addEventListener(happened, (event) => {
      for (const element of event.target.querySelectorAll('.admin-autocomplete')) make(element);
    });
  }
}
