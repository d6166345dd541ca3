// Takes the link's secret from behind the #, where no server and no log sees it. Without it the link is pasted.
(() => {
  "use strict";
  const field = document.getElementById("key");
  const secret = location.hash.slice(1);
  if (secret) {
    field.value = secret;
    history.replaceState(null, "", location.pathname);
  }
  if (field.value) document.getElementById("key-part").hidden = true;
})();
