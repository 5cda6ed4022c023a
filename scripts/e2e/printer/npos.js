// Reads a file of ESC/POS commands with the parser of the npm package npos and writes what it would put on paper, as
// JSON: {"width": dots, "rows": ["hex", ...], "cuts": n, "commands": ["ESC @", ...]}. One hex string is one row, 1 is black.
//
// usage: node npos.js STREAM
'use strict';

const fs = require('fs');
const parser = require('npos/lib/parser');
const raster = require('npos/lib/codecs').raster;

// The parser was written for an older Node and says so on standard error; that is not news.
process.removeAllListeners('warning');

function rowsOf(image) {
  const rows = [];
  for (let y = 0; y < image.height; y++) {
    const row = Buffer.alloc(Math.ceil(image.width / 8));
    for (let x = 0; x < image.width; x++) {
      if (image.getPixel(x, y) === 0) row[x >> 3] |= 0x80 >> (x & 7);
    }
    rows.push(row);
  }
  return rows;
}

const raw = fs.readFileSync(process.argv[2]);
const ast = parser().analyze(raw);
if (ast.error) throw ast.error;

const rows = [];
const commands = [];
let cuts = 0;
for (const node of ast.tree) {
  const name = `${node.ascii} ${node.fn || ''}`.trim();
  commands.push(name);
  switch (name) {
    case 'GS v0':
      rows.push(...rowsOf(raster.decode(raw, [{ offset: node.offset }])));
      break;
    case 'ESC J':
      for (let n = raw[node.offset + 2]; n > 0; n--) rows.push(Buffer.alloc(0));
      break;
    case 'GS V':
      cuts++;
      break;
  }
}
const width = Math.max(...rows.map((row) => row.length));
const padded = rows.map((row) => Buffer.concat([row, Buffer.alloc(width - row.length)]).toString('hex'));
process.stdout.write(JSON.stringify({ width: width * 8, rows: padded, cuts, commands }) + '\n');
