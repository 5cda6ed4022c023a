// Counts the letters of a message while it is typed. Without it the page shows
// the count of what was kept.
"use strict";
for (const field of document.querySelectorAll("textarea[maxlength]")) {
	const count = document.querySelector(`output[for="${field.id}"]`);
	const show = () => { count.textContent = `${[...field.value].length}/${field.maxLength}`; };
	field.addEventListener("input", show);
	show();
}
