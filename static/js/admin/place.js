// A city's form: names of large cities fill in country and coordinates; a place may be picked on the portal's own map.
// Without this file one types the numbers, or leaves them out.
'use strict';
{
  const TEHRAN = [35.69, 51.39];
  const CUT = (114 * Math.PI) / 180; // as in maps/projection.py
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const degrees = (angle) => (angle * 180) / Math.PI;
  const persian = document.documentElement.lang === 'fa';
  const shown = (number) => {
    const text = number.toFixed(4);
    return persian ? text.replace('.', '٫').replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[digit]) : text;
  };
  const read = (text) => Number.parseFloat(
    text.replace(/[۰-۹]/g, (d) => '۰۱۲۳۴۵۶۷۸۹'.indexOf(d)).replace(/[٠-٩]/g, (d) => '٠١٢٣٤٥٦٧٨٩'.indexOf(d))
      .replace(/[٫/]/, '.').replace(/[−–‐]/, '-'),
  );

  // Azimuthal equidistant, centred on Tehran, 1000 units across; and back.
  function project(latitude, longitude) {
    const [lat0, lon0] = TEHRAN.map(radians);
    const [lat, across] = [radians(latitude), radians(longitude) - lon0];
    const distance = Math.acos(Math.min(1, Math.sin(lat0) * Math.sin(lat) + Math.cos(lat0) * Math.cos(lat) * Math.cos(across)));
    const bearing = Math.atan2(Math.cos(lat) * Math.sin(across), Math.cos(lat0) * Math.sin(lat) - Math.sin(lat0) * Math.cos(lat) * Math.cos(across));
    const radius = (Math.min(distance, CUT) / CUT) * 500;
    return [500 + radius * Math.sin(bearing), 500 - radius * Math.cos(bearing)];
  }

  function unproject(x, y) {
    const [lat0, lon0] = TEHRAN.map(radians);
    const [dx, dy] = [x - 500, 500 - y];
    const distance = (Math.hypot(dx, dy) / 500) * CUT;
    if (distance > CUT) return null;
    const bearing = Math.atan2(dx, dy);
    const lat = Math.asin(Math.sin(lat0) * Math.cos(distance) + Math.cos(lat0) * Math.sin(distance) * Math.cos(bearing));
    const lon = lon0 + Math.atan2(Math.sin(bearing) * Math.sin(distance) * Math.cos(lat0), Math.cos(distance) - Math.sin(lat0) * Math.sin(lat));
    return [degrees(lat), ((degrees(lon) + 540) % 360) - 180];
  }

  const svg = (name, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  function fill(form, values) {
    for (const [name, value] of Object.entries(values)) {
      const box = form.querySelector(`[name$="${name}"]`);
      if (!box || !value) continue;
      box.value = /itude$/.test(name) ? shown(Number(value)) : value;
      box.dispatchEvent(new Event('input', { bubbles: true }));
      box.dispatchEvent(new Event('change', { bubbles: true }));
    }
  }

  function addMap(form, latitude, longitude) {
    const frame = document.createElement('details');
    frame.className = 'place-map';
    const summary = document.createElement('summary');
    summary.textContent = latitude.dataset.pick;
    const map = svg('svg', { viewBox: '0 0 1000 1000', tabindex: 0, role: 'application', 'aria-label': latitude.dataset.keys });
    const mark = svg('circle', { r: 9, class: 'place-mark' });
    map.append(svg('image', { href: latitude.dataset.map, width: 1000, height: 1000 }), svg('circle', { cx: 500, cy: 500, r: 5, class: 'place-home' }), mark);
    let spot = [500, 500];
    const put = (x, y) => { spot = [x, y]; mark.setAttribute('cx', x); mark.setAttribute('cy', y); };
    const show = () => {
      const [lat, lon] = [read(latitude.value), read(longitude.value)];
      if (Number.isFinite(lat) && Number.isFinite(lon)) put(...project(lat, lon));
    };
    const takePlace = (x, y) => {
      const found = unproject(x, y);
      if (!found) return;
      put(x, y);
      fill(form, { latitude: found[0], longitude: found[1] });
    };
    map.addEventListener('click', (event) => {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
      takePlace(at.x, at.y);
    });
    map.addEventListener('keydown', (event) => {
      const step = event.shiftKey ? 1 : 8;
      const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
      if (by) put(spot[0] + by[0], spot[1] + by[1]);
      else if (event.key === 'Enter') takePlace(...spot);
      else return;
      event.preventDefault();
    });
    put(...spot);
    show();
    frame.addEventListener('toggle', show);
    latitude.addEventListener('input', show);
    longitude.addEventListener('input', show);
    frame.append(summary, map);
    (longitude.closest('.form-row') || longitude.closest('p')).after(frame);
  }

  function addNames(form, latitude) {
    const boxes = [...form.querySelectorAll('[name$="name_fa"], [name$="name_en"]')];
    const list = document.createElement('div');
    list.className = 'place-names';
    list.setAttribute('role', 'status');
    let timer = 0;
    let asked = '';
    const say = (places) => {
      list.replaceChildren(...places.map((place) => {
        const button = document.createElement('button');
        button.type = 'button';
        const name = (persian && place.name_fa) || place.name_en;
        button.textContent = `${latitude.dataset.fill} ${name} · ${place.country_name}`;
        button.addEventListener('click', () => {
          const { name_fa, name_en, country, latitude: lat, longitude: lon } = place;
          fill(form, { name_fa, name_en, country, latitude: lat, longitude: lon });
          list.replaceChildren();
        });
        return button;
      }));
    };
    const ask = async (term) => {
      asked = term;
      const response = await fetch(`${latitude.dataset.names}?term=${encodeURIComponent(term)}`);
      if (response.ok && asked === term) say((await response.json()).places);
    };
    for (const box of boxes) {
      box.addEventListener('input', (event) => {
        if (!event.isTrusted) return;
        clearTimeout(timer);
        timer = setTimeout(() => (box.value.trim().length > 1 ? ask(box.value.trim()) : say([])), 300);
      });
    }
    const last = boxes.at(-1);
    (last.closest('.form-row') || last.closest('p')).after(list);
  }

  function start(root) {
    const latitude = root.querySelector('[data-map]');
    const longitude = root.querySelector('[name$="longitude"]');
    if (!latitude || !longitude || latitude.dataset.ready) return;
    latitude.dataset.ready = '1';
    addMap(latitude.form, latitude, longitude);
    addNames(latitude.form, latitude);
  }

  document.addEventListener('DOMContentLoaded', () => start(document));
  document.addEventListener('lookup:shown', (event) => start(event.target));
}
