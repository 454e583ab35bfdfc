/** Runs in the page before anything else. */
export const OBSERVER = `
  window.bench = (() => {
    const tasks = [];
    const state = { from: 0, frames: [], rows: 0 };
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) tasks.push({ startTime, duration });
    }).observe({ type: "longtask", buffered: true });
    let last = performance.now();
    requestAnimationFrame(function frame(now) {
      state.frames.push(now - last);
      state.rows = Math.max(state.rows, document.querySelectorAll("[role=option]").length);
      last = now;
      requestAnimationFrame(frame);
    });
    // The time of the event itself, not of its handler: what the page is busy with before counts too.
    addEventListener("click", (event) => { bench.clickedAt = event.timeStamp; }, true);
    // A frame with mail in it.
    document.addEventListener("load", ({ target }) => {
      if (target instanceof HTMLIFrameElement) target.dataset.loaded = "";
    }, true);
    /** When the frame was painted in which \`look\` is true. */
    const painted = (look) => new Promise((seen) => requestAnimationFrame(function frame() {
      if (!look()) return requestAnimationFrame(frame);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => seen(performance.now());
      port2.postMessage(null);
    }));
    return {
      clickedAt: 0,
      shown: (selector) => painted(() => document.querySelector(selector) !== null),
      /** The time of day. */
      rowOf: (subject) => painted(() => [...document.querySelectorAll(".message-row-subject")]
        .some(({ textContent }) => textContent === subject)).then(() => Date.now()),
      /** The end of the last long task that began before; \`at\` when there was none. */
      quietAfter: (at) => Math.max(at, ...tasks
        .filter(({ startTime }) => startTime < at + 500).map(({ startTime, duration }) => startTime + duration)),
      begin: () => Object.assign(state, { from: performance.now(), frames: [], rows: 0 }),
      noted: () => ({
        tasks: tasks.filter(({ startTime }) => startTime >= state.from).map(({ duration }) => duration),
        frames: state.frames,
        rows: state.rows,
      }),
    };
  })();
`;
