import {closeSync, mkdirSync, openSync, writeFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';

const CLOCKS = [114_750_000, 905_250_000, 1_377_000_000] as const;

/** A number from 0 to 1 that follows from another one: the same inputs each time. */
function noise(index: number): number {
	const value = Math.sin(index * 12.9898) * 43_758.5453;
	return value - Math.floor(value);
}

/** Writes a storage of Optuna with so many trials of four parameters, as its schema 12 has them. */
export function writeOptunaStorage(path: string, trials: number): void {
	const database = new DatabaseSync(path);
	database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;
		CREATE TABLE studies (study_id INTEGER PRIMARY KEY, study_name VARCHAR(512));
		CREATE TABLE study_directions (study_direction_id INTEGER PRIMARY KEY, direction VARCHAR(8), study_id INTEGER, objective INTEGER);
		CREATE TABLE trials (trial_id INTEGER PRIMARY KEY, number INTEGER, study_id INTEGER, state VARCHAR(8), datetime_start DATETIME, datetime_complete DATETIME);
		CREATE TABLE trial_params (param_id INTEGER PRIMARY KEY, trial_id INTEGER, param_name VARCHAR(512), param_value FLOAT, distribution_json TEXT, UNIQUE (trial_id, param_name));
		CREATE TABLE trial_values (trial_value_id INTEGER PRIMARY KEY, trial_id INTEGER, objective INTEGER, value FLOAT, value_type VARCHAR(7), UNIQUE (trial_id, objective));
		CREATE TABLE version_info (version_info_id INTEGER PRIMARY KEY, schema_version INTEGER, library_version VARCHAR(256));
		INSERT INTO version_info VALUES (1, 12, '5.0.0');
		INSERT INTO studies VALUES (1, 'large');
		INSERT INTO study_directions VALUES (1, 'MINIMIZE', 1, 0)`);
	const addTrial = database.prepare('INSERT INTO trials VALUES (?, ?, 1, ?, ?, ?)');
	const addParam = database.prepare(
		'INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json) VALUES (?, ?, ?, ?)',
	);
	const addValue = database.prepare(
		"INSERT INTO trial_values (trial_id, objective, value, value_type) VALUES (?, 0, ?, 'FINITE')",
	);
	const real = '{"name": "FloatDistribution", "attributes": {"step": null, "low": 1e-05, "high": 1.0, "log": true}}';
	const whole = '{"name": "IntDistribution", "attributes": {"log": false, "step": 1, "low": 0, "high": 100}}';
	const choice = '{"name": "CategoricalDistribution", "attributes": {"choices": ["a", "b", "c"]}}';
	for (let trial = 1; trial <= trials; trial++) {
		const time = (ms: number): string =>
			new Date(1_790_000_000_000 + ms).toISOString().replace('T', ' ').replace('Z', '000');
		addTrial.run(trial, trial - 1, 'COMPLETE', time(trial * 1000), time(trial * 1000 + 900));
		addParam.run(trial, 'lr', noise(trial), real);
		addParam.run(trial, 'dropout', noise(trial + 0.5), real);
		addParam.run(trial, 'layers', trial % 100, whole);
		addParam.run(trial, 'optimizer', trial % 3, choice);
		addValue.run(trial, noise(trial * 3));
	}
	database.exec('COMMIT');
	database.close();
}

/** Writes a CSV with so many rows of ten columns; its size in bytes. */
export function writeLargeCsv(path: string, rows: number): number {
	const file = openSync(path, 'w');
	let bytes = writeSync(file, 'trial,optimizer,lr,batch_size,layers,dropout,accuracy,loss,latency_ms,power_w\n');
	let chunk = '';
	for (let row = 1; row <= rows; row++) {
		const value = noise(row);
		chunk += `${row},${row % 2 === 0 ? 'sgd' : 'adam'},${(value / 10).toFixed(8)},${2 ** (4 + (row % 5))},${row % 8},${(row % 6) / 10},${noise(row + 0.1).toFixed(12)},${noise(row + 0.2).toFixed(12)},${(value * 1000).toFixed(6)},${(value * 30).toFixed(6)}\n`;
		if (row % 5000 > 0 && row < rows) continue;
		bytes += writeSync(file, chunk);
		chunk = '';
	}
	closeSync(file);
	return bytes;
}

/** Writes a folder of power files as the matrix study leaves them: 14 clocks × 32 sizes × 2 × 3 = 2,688. */
export function writePowerFolder(folder: string): number {
	mkdirSync(folder);
	let files = 0;
	for (let clock = 0; clock < 14; clock++) {
		for (let size = 64; size <= 2048; size += 64) {
			for (const unit of ['tensor', 'nontensor']) {
				for (const type of ['half', 'float', 'double']) {
					const hz = (CLOCKS[0] ?? 0) + clock * 90_000_000;
					const samples = Array.from(
						{length: 20},
						(_, second) =>
							`${1_626_477_215_148 + files * 30_000 + second * 1000},${(5 + noise(files + second) * 20).toFixed(1)}`,
					);
					writeFileSync(
						join(folder, `AGX-${type}-${size}-${unit}-${hz}.data`),
						`${samples.join('\n')}\n${(noise(files) * 1e12).toFixed(6)}`,
					);
					files += 1;
				}
			}
		}
	}
	return files;
}
