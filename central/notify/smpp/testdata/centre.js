// A message centre of the npm package smpp. It says on stdout what happens, a JSON object a line, and takes commands on
// stdin, a line each: receipts, enquire, unbind, drop. What it does with a text follows from the last digits of the number.
"use strict";
const fs = require("fs");
const readline = require("readline");
const smpp = require("smpp");

const say = (event, more) => console.log(JSON.stringify({ event, ...more }));
const [key, cert] = process.argv.slice(2);
const options = key ? { key: fs.readFileSync(key), cert: fs.readFileSync(cert) } : {};
const sessions = new Set();
const late = []; // receipts that wait for the command
let next = 0x9a00;
let unanswered = 0;

function receipt(session, id, to, state, more) {
	const words = { 2: "DELIVRD", 5: "UNDELIV" };
	const fields = {
		source_addr_ton: 1, source_addr_npi: 1, source_addr: to, destination_addr: "office",
		esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT,
		short_message: `id:${id} sub:001 dlvrd:00${state === 2 ? 1 : 0} submit date:2611240930 done date:2611240931 stat:${words[state]} err:00${state === 2 ? 0 : 7} text:`,
		...more,
	};
	session.deliver_sm(fields, (answer) => {
		say("receipt", { id, status: answer.command_status });
		if (answer.command_status !== 0) setTimeout(() => receipt(session, id, to, state, more), 50); // Said again until it is kept.
	});
}

function submitted(session, pdu) {
	const to = pdu.destination_addr;
	const sent = (pdu.message_payload || pdu.short_message).message;
	say("submit", {
		to, text: sent, from: pdu.source_addr, ton: pdu.source_addr_ton, coding: pdu.data_coding, registered: pdu.registered_delivery,
		minutes: pdu.validity_period ? Math.round((pdu.validity_period - Date.now()) / 60000) : 0,
	});
	const id = (next++).toString(16);
	const accept = () => session.send(pdu.response({ message_id: id }));
	if (to.endsWith("99")) return session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED }));
	if (to.endsWith("98")) return session.send(pdu.response({ command_status: smpp.ESME_RMSGQFUL }));
	if (to.endsWith("97")) return session.send(pdu.response({ command_status: smpp.ESME_RINVDSTADR }));
	if (to.endsWith("96")) return session.socket.destroy(); // Lost in the middle.
	if (to.endsWith("95")) return; // Taken, and never answered.
	if (to.endsWith("94")) { // Answers wait until five are there, then come in the wrong order.
		late.push(accept);
		if (++unanswered === 5) late.splice(0).reverse().forEach((f) => f());
		return;
	}
	accept();
	if (to.endsWith("00")) return receipt(session, id, to, 5);
	if (to.endsWith("01")) return receipt(session, id, to, 2, { receipted_message_id: id, message_state: 2, short_message: "" });
	if (to.endsWith("02")) return late.push(() => sessions.forEach((s) => receipt(s, id, to, 2)));
	receipt(session, id, to, 2);
}

const server = smpp.createServer(options, (session) => {
	session.on("error", (e) => say("error", { text: String(e) }));
	session.on("close", () => { sessions.delete(session); say("closed"); });
	session.on("bind_transceiver", (pdu) => {
		if (pdu.system_id !== "urzad" || pdu.password !== "tajne") {
			session.send(pdu.response({ command_status: smpp.ESME_RBINDFAIL }));
			return say("refused");
		}
		session.send(pdu.response({ system_id: "centre" }));
		sessions.add(session);
		say("bound", { type: pdu.system_type, version: pdu.interface_version });
	});
	session.on("enquire_link", (pdu) => { session.send(pdu.response()); say("enquired"); });
	session.on("unbind", (pdu) => { session.send(pdu.response(), () => session.close()); say("unbound"); });
	session.on("submit_sm", (pdu) => submitted(session, pdu));
});

readline.createInterface({ input: process.stdin }).on("line", (line) => {
	if (line === "receipts") late.splice(0).forEach((f) => f());
	if (line === "enquire") sessions.forEach((s) => s.enquire_link((answer) => say("alive", { status: answer.command_status })));
	if (line === "unbind") sessions.forEach((s) => s.unbind(() => say("released")));
	if (line === "drop") sessions.forEach((s) => s.socket.destroy());
	if (line === "person") sessions.forEach((s) => s.deliver_sm({ source_addr: "48601234567", short_message: "dziekuje" }, (answer) => say("heard", { status: answer.command_status })));
	if (line === "odd") sessions.forEach((s) => s.query_sm({ message_id: "1" }));
}).on("close", () => process.exit(0));

server.listen(0, "127.0.0.1", () => say("listening", { port: server.address().port }));
