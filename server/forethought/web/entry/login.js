// Sends the ticket after the # of this address: a form, so that no preview or prefetch of the link can use it up.
const ticket = location.hash.slice(1);
if (ticket) {
  history.replaceState(null, "", location.pathname);
  document.getElementById("waiting").hidden = false;
  document.getElementById("by-hand").hidden = true;
  document.getElementById("ticket").value = ticket;
  document.querySelector("form").submit();
}
