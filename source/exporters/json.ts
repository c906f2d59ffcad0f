import type {ExporterDefinition, ExportOptions} from '../domain/exporter.ts';
import {rankTrials} from '../domain/ranking/rank.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {Sweep} from '../domain/sweep.ts';
import {createTrialWriter, type JsonObject} from './trial-json.ts';

/** Version of the layout of `trials.json`. */
const SCHEMA = 'sweeptop-trials-1';

/** Rows of a chunk: a writer can do other work between two. */
const CHUNK_ROWS = 256;

/** `trials.json`: the whole sweep, one trial a line. */
export const jsonExporter = {
	id: 'json',
	title: 'the sweep as JSON: trials, executions, best, Pareto front',
	extension: 'json',
	write: writeJson,
} as const satisfies ExporterDefinition;

function* writeJson(state: SweepState, options: ExportOptions): Generator<string> {
	const ranking = rankTrials(state);
	const {sweep} = state;
	yield `${openObject({
		schema: SCHEMA,
		sweep: sweep === undefined ? null : withoutSecrets(sweep),
		host: state.host,
		objectives: sweep?.objectives ?? [],
	})},\n"trials": [`;
	const toJson = createTrialWriter(state, ranking, options.artifactsOf);
	let separator = '\n';
	let chunk = '';
	let count = 0;
	for (const trial of state.trials) {
		if (trial === undefined) continue;
		chunk += separator + JSON.stringify(toJson(trial));
		separator = ',\n';
		count += 1;
		if (count % CHUNK_ROWS > 0) continue;
		yield chunk;
		chunk = '';
	}
	yield `${chunk}\n],\n"best": ${ranking.best ?? 'null'},\n"pareto": ${JSON.stringify(ranking.pareto)}\n}\n`;
}

/** The members of an object, a line each, without its closing brace. */
function openObject(members: JsonObject): string {
	const lines = Object.entries(members).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
	return `{\n${lines.join(',\n')}`;
}

/** Names of environment variables that hold secrets by custom. */
const SECRET = /TOKEN|KEY|SECRET|PASS|CREDENTIAL/i;

/** Results are passed on more freely than run directories: values that may be secrets stay in the journal. */
function withoutSecrets(sweep: Sweep): Sweep {
	const env = Object.entries(sweep.env).map(
		([name, value]) => [name, SECRET.test(name) ? '[redacted]' : value] as const,
	);
	return {...sweep, env: Object.fromEntries(env)};
}
