import type {Heard, StudyListener} from '../domain/listener.ts';

type Ended = Extract<Heard, {kind: 'trial-ended'}>;

/**
 * A storage that says no times: when trials ran is known by when they are heard of, but not of several that one look
 * finds ended, nor of those that the first look finds.
 * @param wasRunning whether its program had begun before the first look.
 */
export function withUntimed(study: StudyListener, wasRunning: boolean): StudyListener {
	let isFirst = wasRunning;
	const read = (heard: readonly Heard[]): readonly Heard[] => {
		const reason = isFirst ? 'it ran before it was watched' : 'it was heard of together with others';
		const isSure = !isFirst && heard.filter(isUntimed).length < 2;
		isFirst = false;
		return isSure ? heard : heard.map(item => (isUntimed(item) ? {...item, untimed: reason} : item));
	};
	return {
		poll: async () => read(await study.poll()),
		end: async isGood => read(await study.end(isGood)),
	};
}

function isUntimed(heard: Heard): heard is Ended {
	return (
		heard.kind === 'trial-ended' &&
		heard.startedMs === undefined &&
		heard.endedMs === undefined &&
		heard.durationS === undefined
	);
}
