import type {ImportedSweep} from '../domain/importer.ts';

/** A stretch of equal states in a job's console text. */
export type JobStates = {readonly state: string; readonly count: number};

const STATE = /^JobState\.JOB_STATE_(?<state>[A-Z]+)$/;
const RESOURCE = /^HyperparameterTuningJob created\. Resource name: (?<resource>\S+)$/;

/** The job states of a console text, equal ones after each other as one with its count; a last line that is cut is none. */
export function collapseStates(text: string): readonly JobStates[] {
	const collapsed: {state: string; count: number}[] = [];
	for (const line of text.split(/\r?\n/)) {
		const state = STATE.exec(line.trim())?.groups?.['state'];
		if (state === undefined) continue;
		const last = collapsed.at(-1);
		if (last?.state === state) last.count++;
		else collapsed.push({state, count: 1});
	}
	return collapsed;
}

/** A job of which only the console is left: its states; it holds no trials. */
export function readJobConsole(text: string, name: string): ImportedSweep {
	const states = collapseStates(text);
	const resource = text
		.split(/\r?\n/)
		.map(line => RESOURCE.exec(line)?.groups?.['resource'])
		.find(found => found !== undefined);
	const last = states.at(-1)?.state;
	return {
		name,
		objectives: [],
		trials: [],
		labels: {...(resource === undefined ? {} : {resource}), ...(last === undefined ? {} : {job_state: last})},
		notes: [
			`job states: ${states.map(({state, count}) => `${state} × ${count}`).join(', ')}`,
			'a console text holds no trials: export them with `gcloud ai hp-tuning-jobs describe --format=json`',
		],
	};
}
