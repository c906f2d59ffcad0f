import {assertNever} from '../domain/errors.ts';
import type {Heard, Listener, NameRoles, StudyListener} from '../domain/listener.ts';
import type {Params, Scalar} from '../domain/space.ts';
import {heardValues} from './heard-values.ts';

/** Puts the names that the person gave into their places: what was heard as a metric is a parameter, or the reverse. */
type RoleReader = {
	readonly read: (heard: readonly Heard[]) => readonly Heard[];
	/** A word for the person where names never came though others did. */
	readonly end: () => readonly Heard[];
};

/** A listener whose names are what the person says they are. */
export function withRoles(listener: Listener, roles: NameRoles | undefined): Listener {
	if (roles === undefined) return listener;
	const reader = createRoleReader(roles);
	return {
		line: (text, kind) => reader.read(listener.line(text, kind)),
		end: isGood => [...reader.read(listener.end(isGood)), ...reader.end()],
	};
}

/** As {@link withRoles}, of a storage. */
export function withStudyRoles(study: StudyListener, roles: NameRoles | undefined): StudyListener {
	if (roles === undefined) return study;
	const reader = createRoleReader(roles);
	return {
		poll: async () => reader.read(await study.poll()),
		end: async isGood => [...reader.read(await study.end(isGood)), ...reader.end()],
	};
}

function createRoleReader({params, metrics, goals = []}: NameRoles): RoleReader {
	const isParam = new Set(params);
	const isMetric = new Set([...metrics, ...goals]);
	const seen = new Set<string>();
	const place = (given: Params | undefined, values: ReadonlyMap<string, number>): Placed => {
		const placed: Placed = {params: [], metrics: new Map()};
		for (const [name, value] of Object.entries(given ?? {})) {
			seen.add(name);
			if (isMetric.has(name) && typeof value === 'number') placed.metrics.set(name, value);
			else placed.params.push([name, value]);
		}
		for (const [name, value] of values) {
			seen.add(name);
			if (isParam.has(name)) placed.params.push([name, value]);
			else placed.metrics.set(name, value);
		}
		return placed;
	};
	return {
		read: heard =>
			heard.flatMap(item =>
				item.kind === 'parameter' && isMetric.has(item.parameter.name) ? [] : readOne(item, place),
			),
		end: () => {
			const absent = [...params, ...metrics].filter(name => !seen.has(name));
			if (absent.length === 0 || seen.size === 0) return [];
			return [
				{kind: 'note', level: 'warning', text: `no record has ${absent.join(', ')}; there are ${[...seen].join(', ')}`},
			];
		},
	};
}

type Placed = {
	readonly params: (readonly [string, Scalar | readonly Scalar[]])[];
	readonly metrics: Map<string, number>;
};
type Place = (given: Params | undefined, values: ReadonlyMap<string, number>) => Placed;

const NO_VALUES: ReadonlyMap<string, number> = new Map();

function readOne(item: Heard, place: Place): readonly Heard[] {
	switch (item.kind) {
		case 'trial-started':
		case 'params': {
			const {params, metrics} = place(item.params, NO_VALUES);
			const placed = item.params === undefined ? item : {...item, params: Object.fromEntries(params)};
			return [placed, ...heardValues(metrics, {trial: item.trial})];
		}
		case 'value': {
			const {params} = place(undefined, new Map([[item.name, item.value]]));
			const of = item.trial === undefined ? {} : {trial: item.trial};
			return params.length === 0 ? [item] : [{kind: 'params', ...of, params: Object.fromEntries(params)}];
		}
		case 'trial-ended': {
			const {params, metrics} = place(item.params, item.metrics ?? NO_VALUES);
			return [{...item, ...(params.length === 0 ? {} : {params: Object.fromEntries(params)}), metrics}];
		}
		case 'study':
		case 'plan':
		case 'objective':
		case 'numbering':
		case 'called':
		case 'trial-silent':
		case 'parameter':
		case 'unit':
		case 'note':
			return [item];
		default:
			return assertNever(item);
	}
}
