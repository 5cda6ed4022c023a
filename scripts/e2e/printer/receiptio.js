// Prints a receipt with the npm package receiptio on the printer behind a terminal, and writes what receiptio says became
// of it: success, paperempty, coveropen, offline ... receiptio reaches printers over TCP, always at port 9100, so this program
// stands between: it listens at a loopback address given and passes every byte on, both ways.
//
// usage: node receiptio.js TERMINAL LOOPBACK-ADDRESS
'use strict';

const fs = require('fs');
const net = require('net');
const tty = require('tty');
const receiptio = require('receiptio');

const [terminal, address] = process.argv.slice(2);
const { O_RDWR, O_NOCTTY, O_NONBLOCK } = fs.constants;
const line = new tty.ReadStream(fs.openSync(terminal, O_RDWR | O_NOCTTY | O_NONBLOCK));
line.setRawMode(true);

const server = net.createServer((socket) => {
  socket.on('data', (data) => line.write(data));
  line.on('data', (data) => socket.write(data));
  socket.on('error', () => socket.destroy());
});

server.listen(9100, address, async () => {
  const receipt = ['^^^Numerek', '', 'Evidence papers | R 015', '---', '{code:R015; option:qrcode,3,l}'].join('\n');
  const result = await receiptio.print(receipt, `-d ${address} -c 48 -t 20`);
  process.stdout.write(result + '\n', () => process.exit(0));
});
