import type {ScreenStore} from '../../store/screen-store.ts';
import type {Session} from '../../store/session.ts';
import {createFollowers} from './screen-followers.ts';
import type {ScreenLine} from './screen-line.ts';
import {createPacer} from './screen-pacer.ts';
import type {ScreenImages} from './screen-images.ts';

/** Frames of a replay, each this long, in ms of the viewer's time. */
const REPLAY_TICK_MS = 100;

/** A pause in a recording (a resume hours later) is cut to this, in ms of the recording. */
const LONGEST_PAUSE_MS = 10_000;

/** Over a thin line the spacing of frames is never quite the same: not every change of it is worth a word. */
const PACE_STEP_MS = 50;

/** Spacing of frames in which only a clock goes on. */
const CLOCK_MS = 1000;

/** Draws what the session tells, what follows from each frame, and what a replay plays, until it is called off. */
export function followSession(
	store: ScreenStore,
	session: Session,
	{
		line,
		nowMs,
		images,
	}: {
		readonly line: ScreenLine;
		readonly nowMs: () => number;
		readonly images?: Pick<ScreenImages, 'place'> | undefined;
	},
): () => void {
	const followers = createFollowers(store, session, images);
	const pacer = createPacer(line.periodMs, nowMs, store.refresh);
	const unfollow = store.subscribe(followers.follow);
	const unpace = keepPace(store, session, line);
	let isKnown = session.state().sweep !== undefined;
	const unsubscribe = session.subscribe(() => {
		if (isKnown || session.state().sweep === undefined) return pacer.request();
		// The first word of the engine need not wait for its turn: until now there was nothing to see.
		isKnown = true;
		store.refresh();
		return undefined;
	});
	followers.follow();
	// The clock and the age of a trial go on where nothing else happens.
	const clock = setInterval(() => {
		if (session.state().phase === 'running' && session.link().kind === 'live') pacer.request();
	}, CLOCK_MS);
	const stopReplay = playReplay(store, line, nowMs);
	const stopWarning = warnOfSlowLine(store, line);
	return () => {
		clearInterval(clock);
		stopReplay();
		stopWarning();
		pacer.close();
		unsubscribe();
		unpace();
		unfollow();
	};
}

/** Has readings come as often as frames are drawn: more would wake the program for nothing. */
function keepPace(store: ScreenStore, session: Session, line: ScreenLine): () => void {
	const tell = (): void => session.pace?.(Math.ceil(line.periodMs() / PACE_STEP_MS) * PACE_STEP_MS);
	tell();
	return store.subscribe(tell);
}

/** Lets the time of an open replay go on while it plays; there is no timer otherwise. */
function playReplay(store: ScreenStore, line: ScreenLine, nowMs: () => number): () => void {
	let lastMs = nowMs();
	let timer: NodeJS.Timeout | undefined;
	const tick = (): void => {
		const {mode} = store.frame().model.ui;
		const passedMs = nowMs() - lastMs;
		if (mode.kind !== 'replay' || !mode.playing || (line.isSlow() && passedMs < line.periodMs())) return;
		lastMs = nowMs();
		const atMs = mode.recording.skipPause(mode.atMs + passedMs * mode.speed, LONGEST_PAUSE_MS);
		store.dispatch([{kind: 'replay', change: {atMs}}]);
	};
	const follow = (): void => {
		const {mode} = store.frame().model.ui;
		const plays = mode.kind === 'replay' && mode.playing;
		if (plays === (timer !== undefined)) return;
		clearInterval(timer);
		lastMs = nowMs();
		timer = plays ? setInterval(tick, REPLAY_TICK_MS) : undefined;
	};
	const unfollow = store.subscribe(follow);
	follow();
	return () => {
		unfollow();
		clearInterval(timer);
	};
}

/** Says once that the line is slow: the screen stands still for longer than the person asked for. */
function warnOfSlowLine(store: ScreenStore, line: ScreenLine): () => void {
	let isSaid = false;
	return store.subscribe(() => {
		if (!line.isSlow()) {
			isSaid = false;
			return;
		}
		if (isSaid || store.frame().model.ui.message !== undefined) return;
		isSaid = true;
		const text = 'the line to this terminal is slow: the screen is drawn less often, keys at once; nothing is lost';
		store.dispatch([{kind: 'message', message: {level: 'warning', text}}]);
	});
}
