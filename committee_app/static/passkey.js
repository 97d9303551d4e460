// The browser's part of a passkey: fetches a question, lets the authenticator sign it, sends the answer as a form.
// Without this file the forms stay hidden and the other ways stand beside them.
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), letter => letter.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = list => (list || []).map(one => ({ ...one, id: bytes(one.id) }));

  async function answer(form) {
    const asked = await fetch(form.dataset.question, {
      method: "POST",
      headers: { "X-CSRFToken": form.elements.csrf_token.value },
    });
    if (!asked.ok) throw new Error("no question");
    const question = await asked.json();
    question.challenge = bytes(question.challenge);
    const made = form.dataset.make
      ? await navigator.credentials.create({ publicKey: {
          ...question, user: { ...question.user, id: bytes(question.user.id) },
          excludeCredentials: named(question.excludeCredentials) } })
      : await navigator.credentials.get({ publicKey: { ...question, allowCredentials: named(question.allowCredentials) } });
    const said = made.response;
    const response = { clientDataJSON: text(said.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"])
      if (said[part]) response[part] = text(said[part]);
    return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response,
      clientExtensionResults: {}, authenticatorAttachment: made.authenticatorAttachment });
  }

  for (const form of document.querySelectorAll("form.passkey")) {
    form.hidden = false;
    form.addEventListener("submit", event => {
      event.preventDefault();
      const trouble = form.querySelector(".passkey-trouble");
      trouble.hidden = true;
      answer(form).then(credential => {
        form.elements.credential.value = credential;
        form.submit();
      }).catch(() => { trouble.hidden = false; });
    });
  }
})();
