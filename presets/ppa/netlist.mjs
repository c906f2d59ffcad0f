/** What a netlist in JSON, as yosys writes it, looks like: its levels of logic, and a picture of them. */
import {crc32, deflateSync} from 'node:zlib';

const COLORS = {
	DFF: [110, 110, 110],
	INV: [86, 180, 233],
	BUF: [86, 180, 233],
	NAND2: [230, 159, 0],
	NOR2: [213, 94, 0],
	XOR2: [0, 158, 115],
	XNOR2: [0, 114, 178],
};
const [BACKGROUND, WIRE, OTHER] = [
	[255, 255, 255],
	[205, 205, 205],
	[0, 0, 0],
];
/** Sides of a cell, and of the place that it stands in, in pixels. */
const [CELL, COLUMN, ROW, MARGIN] = [8, 48, 12, 12];

/**
 * Cells `{name, type, level, sources}` of a module: registers and what has no cell before it are level 0, a gate is one
 * above the highest of its sources (names of cells).
 */
export function readNetlist(module, registerType) {
	const cells = Object.entries(module.cells).map(([name, {type, connections, port_directions: ports}]) => ({
		name,
		type,
		inputs: Object.keys(ports).flatMap(port => (ports[port] === 'input' ? connections[port] : [])),
		outputs: Object.keys(ports).flatMap(port => (ports[port] === 'output' ? connections[port] : [])),
	}));
	const drivers = new Map(cells.flatMap(cell => cell.outputs.map(wire => [wire, cell])));
	const levels = new Map();
	const levelOf = cell => {
		const known = levels.get(cell);
		if (known !== undefined) return known;
		// A loop of gates would never end; yosys refuses those, and this keeps it finite.
		levels.set(cell, 0);
		const sources = cell.inputs.map(wire => drivers.get(wire)).filter(source => source !== undefined);
		const level = cell.type === registerType ? 0 : 1 + Math.max(0, ...sources.map(levelOf));
		levels.set(cell, level);
		return level;
	};
	return cells.map(cell => ({
		name: cell.name,
		type: cell.type,
		level: levelOf(cell),
		sources: cell.inputs.flatMap(wire => drivers.get(wire)?.name ?? []),
	}));
}

/** A PNG: a column for each level from the left, a square for each cell in the colour of its type, wires behind them. */
export function drawNetlist(cells) {
	const columns = Map.groupBy(cells, ({level}) => level);
	const places = new Map();
	for (const [level, members] of columns)
		members.forEach(({name}, row) => places.set(name, [MARGIN + level * COLUMN, MARGIN + row * ROW]));
	const width = 2 * MARGIN + CELL + Math.max(0, ...columns.keys()) * COLUMN;
	const height = 2 * MARGIN + ROW * Math.max(1, ...[...columns.values()].map(members => members.length));
	const pixels = Buffer.alloc(width * height * 3, Buffer.from(BACKGROUND));
	const paint = (x, y, color) => pixels.set(color, (Math.round(y) * width + Math.round(x)) * 3);
	for (const {name, sources} of cells)
		for (const source of sources) drawLine(places.get(source), places.get(name), (x, y) => paint(x, y, WIRE));
	for (const {name, type} of cells) {
		const [left, top] = places.get(name);
		for (let x = 0; x < CELL; x++)
			for (let y = 0; y < CELL; y++) paint(left + x, top + y, Object.hasOwn(COLORS, type) ? COLORS[type] : OTHER);
	}
	return encodePng(width, height, pixels);
}

function drawLine([fromX, fromY], [toX, toY], paint) {
	const steps = Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY), 1);
	for (let step = 0; step <= steps; step++)
		paint(fromX + ((toX - fromX) * step) / steps + CELL / 2, fromY + ((toY - fromY) * step) / steps + CELL / 2);
}

/** Eight bits a channel, red green blue, no filter (PNG, third edition, W3C 2025). */
function encodePng(width, height, pixels) {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, 2, 0, 0, 0], 8);
	const rows = Array.from({length: height}, (_, row) => [
		Buffer.of(0),
		pixels.subarray(row * width * 3, (row + 1) * width * 3),
	]).flat();
	const chunks = [
		['IHDR', header],
		['IDAT', deflateSync(Buffer.concat(rows))],
		['IEND', Buffer.alloc(0)],
	];
	return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks.map(encodeChunk)]);
}

function encodeChunk([type, bytes]) {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), bytes]);
	const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
	length.writeUInt32BE(bytes.length);
	check.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, check]);
}
