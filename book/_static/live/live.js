/* Loads what makes the cells run, and only for a reader of `lucid-edu serve`:
 * its address carries a token, which moves from the address to this tab.
 */
(() => {
  const given = /^#live=([\w-]+)$/.exec(location.hash);
  if (given) {
    sessionStorage.setItem("lucid-live", given[1]);
    history.replaceState(null, "", location.pathname + location.search);
  }
  const token = sessionStorage.getItem("lucid-live");
  if (!token) return;
  const cells = new URL("cells.js", document.currentScript.src);
  import(cells).then((part) => part.start(token));
})();
