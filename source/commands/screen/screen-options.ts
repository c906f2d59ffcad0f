import type {WriteStream} from 'node:tty';
import type {Settings} from '../../domain/settings.ts';
import type {LeaveHow} from '../../store/intent.ts';
import type {Session} from '../../store/session.ts';
import type {StopSignal} from '../stop-signals.ts';
import type {ViewId} from '../../domain/view/view-table.ts';
import type {TerminalInput} from './screen-input.ts';

/** How the screen was left. */
export type ScreenEnd =
	/** `quit` and `detach` leave the sweep as it is; for `stop` (running trials finish) and `cancel` (they are ended) the
	 * caller gives the command. */
	| {readonly left: LeaveHow}
	/** By a signal, or because the terminal went away: 128 + the signal's number. */
	| {readonly left: 'signal'; readonly signal: StopSignal; readonly exitCode: number}
	/** Our bug: the terminal is restored; 70. */
	| {readonly left: 'crash'; readonly error: Error; readonly exitCode: 70}
	/** What was to be shown could not be started; the caller says why. */
	| {readonly left: 'not-started'; readonly error: unknown};

/** What the person asked for; all of it has a default. */
export type ScreenOptions = {
	readonly noColor?: boolean;
	readonly ascii?: boolean;
	/** Frames a second at most while nothing is typed; 1 to 20. Keys are always painted at once. */
	readonly framesPerSecond?: number;
	readonly view?: ViewId;
	/** What the person chose before; that of somebody who chose nothing where absent. */
	readonly settings?: Settings;
	/** Keeps settings for the next start and says where; absent keeps them for this screen only. */
	readonly saveSettings?: (settings: Settings) => Promise<string>;
	/** Gets the writer of the terminal: for a bell, and for notifications that it shows itself. */
	readonly onTerminal?: (write: (text: string) => void) => void;
	/** Opens with the replay of what is shown, at this many times its speed. */
	readonly replay?: {readonly speed?: number};
	/** Allows copying by OSC 52, which not every terminal and user wants. */
	readonly clipboard?: boolean;
	/** Writes the exports and says where; absent disables the key. */
	readonly exportRun?: () => Promise<string>;
	/** The session takes commands for a later resume, tags and notes although no engine runs. */
	readonly storesCommands?: boolean;
	/**
	 * Starts what is shown, once the first frame stands: two starts at once would hold each other up. The screen ends
	 * when it fails.
	 */
	readonly start?: () => Promise<void>;
};

/** What a screen is drawn of, and on. */
export type ScreenInput = {
	readonly session: Session;
	readonly stdin: TerminalInput;
	readonly stdout: WriteStream;
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly options?: ScreenOptions;
};
