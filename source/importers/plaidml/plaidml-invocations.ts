import type {Activities, Activity} from './plaidml-activities.ts';
import type {ClockShift} from './plaidml-clocks.ts';
import type {ActivityId} from './plaidml-events.ts';
import type {KernelFinder} from './plaidml-kernels.ts';
import type {TraceEvent, TraceInvocation} from '../trace.ts';

const SCHEDULE = 'plaidml::invoker::ScheduleInvocation';
const MAP_CURRENT = 'tile::MapCurrent';

/** The trees of a log on one clock. */
export type ActivityForest = {
	/** Ns since the start of the log, aligned. */
	readonly startOf: (activity: Activity) => number;
	readonly endOf: (activity: Activity) => number;
	/** In order of start. */
	readonly childrenOf: (id: ActivityId) => readonly Activity[];
	readonly spanNs: number;
	/** The earliest start, ns since the host clock's epoch. */
	readonly originNs: number;
};

/** Times on the host's clock, shifted so that the earliest start is 0; children by start. */
export function plantForest({byId}: Activities, shifts: ReadonlyMap<ActivityId, ClockShift>): ActivityForest {
	const shiftOf = (activity: Activity): number => shifts.get(activity.clock)?.shiftNs ?? 0;
	const children = new Map<ActivityId, Activity[]>();
	let originNs = Number.POSITIVE_INFINITY;
	let lastNs = Number.NEGATIVE_INFINITY;
	for (const activity of byId.values()) {
		if (activity.startNs === undefined) continue;
		originNs = Math.min(originNs, activity.startNs + shiftOf(activity));
		lastNs = Math.max(lastNs, (activity.endNs ?? activity.startNs) + shiftOf(activity));
		const siblings = children.get(activity.parent);
		if (siblings === undefined) children.set(activity.parent, [activity]);
		else siblings.push(activity);
	}
	const startOf = (activity: Activity): number => (activity.startNs ?? 0) + shiftOf(activity) - originNs;
	for (const siblings of children.values()) siblings.sort((a, b) => startOf(a) - startOf(b));
	return {
		startOf,
		endOf: activity => (activity.endNs ?? activity.startNs ?? 0) + shiftOf(activity) - originNs,
		childrenOf: id => children.get(id) ?? [],
		spanNs: lastNs >= originNs ? lastNs - originNs : 0,
		originNs: Number.isFinite(originNs) ? originNs : 0,
	};
}

/**
 * Every invocation in order of start: its own tree, and the `MapCurrent` spans (with what is below them) that begin
 * after its end and end before the next one begins; after the last one the window goes on to the end of the log.
 */
export function collectInvocations(
	activities: Activities,
	forest: ActivityForest,
	finder: KernelFinder,
): readonly TraceInvocation[] {
	const all = [...activities.byId.values()].filter(activity => activity.startNs !== undefined);
	const byStart = (a: Activity, b: Activity): number => forest.startOf(a) - forest.startOf(b);
	const maps = all.filter(activity => activity.verb === MAP_CURRENT).toSorted(byStart);
	const scheduled = all.filter(activity => activity.verb === SCHEDULE).toSorted(byStart);
	return scheduled.map((activity, number): TraceInvocation => {
		const next = scheduled[number + 1];
		const until = next === undefined ? Number.POSITIVE_INFINITY : forest.startOf(next);
		const end = forest.endOf(activity);
		const inWindow = maps.filter(map => forest.startOf(map) >= end && forest.endOf(map) <= until);
		return {
			number,
			startNs: forest.startOf(activity),
			durationNs: end - forest.startOf(activity),
			events: [activity, ...inWindow].flatMap(root => treeOf(root, forest, finder)),
		};
	});
}

function treeOf(root: Activity, forest: ActivityForest, finder: KernelFinder): readonly TraceEvent[] {
	const events: TraceEvent[] = [];
	const seen = new Set<ActivityId>();
	const stack: {readonly activity: Activity; readonly depth: number}[] = [{activity: root, depth: 0}];
	for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
		const {activity, depth} = top;
		if (seen.has(activity.id)) continue;
		seen.add(activity.id);
		events.push(eventOf(activity, depth, forest, finder));
		for (const child of forest.childrenOf(activity.id).toReversed()) stack.push({activity: child, depth: depth + 1});
	}
	return events;
}

function eventOf(activity: Activity, depth: number, forest: ActivityForest, finder: KernelFinder): TraceEvent {
	const kernel = finder.nameOf(activity);
	const short = activity.verb.split('::').slice(-2).join('.');
	return {
		verb: activity.verb,
		label: kernel === undefined ? short : `${kernel} ${short}`,
		startNs: forest.startOf(activity),
		durationNs: (activity.endNs ?? 0) - (activity.startNs ?? 0),
		depth,
		...(kernel === undefined ? {} : {kernel}),
	};
}
