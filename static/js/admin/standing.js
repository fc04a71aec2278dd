// The state of an agreement, and why, while its dates and events are typed. Without this file it is shown once saved.
'use strict';
{
  const DATES = /^(signed_on|effective_on|expires_on|events-(\d+-(id|kind|day|until|DELETE)|TOTAL_FORMS))$/;
  let timer = 0;
  let asked = 0;

  async function ask(form, output) {
    const data = new FormData();
    for (const [name, value] of new FormData(form)) if (DATES.test(name) || name === 'csrfmiddlewaretoken') data.append(name, value);
    const mine = (asked += 1);
    const response = await fetch(output.dataset.standing, { method: 'POST', body: data });
    if (!response.ok || response.redirected || mine !== asked) return;
    output.textContent = (await response.json()).sentence;
  }

  document.addEventListener('DOMContentLoaded', () => {
    const output = document.querySelector('[data-standing]');
    if (!output) return;
    const { form } = output;
    const later = (event) => {
      if (event.target.name && !DATES.test(event.target.name)) return;
      clearTimeout(timer);
      timer = setTimeout(() => ask(form, output).catch(() => {}), 400);
    };
    form.addEventListener('input', later);
    form.addEventListener('change', later);
    document.addEventListener('formset:removed', later);
  });
}
