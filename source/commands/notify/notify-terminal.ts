import {safeText} from '../../domain/text/safe-text.ts';
import type {Notification} from '../../domain/notification.ts';
import type {NotifyWishes} from './notify.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Characters of a message: desktops cut longer ones. */
const LONGEST_TEXT = 200;

/** The bytes that make a terminal tell a message, as the person asked: bell, notification, both, or nothing. */
export function terminalNotification(
	{bell, osc}: Pick<NotifyWishes, 'bell' | 'osc'>,
	{text}: Notification,
	environment: Environment,
): string {
	return `${bell ? '\u0007' : ''}${osc ? notificationSequence(safeText(text).slice(0, LONGEST_TEXT), environment) : ''}`;
}

/**
 * OSC 777 (rxvt-unicode; VTE, foot) where the terminal is known for it, else OSC 9 (iTerm2; kitty, WezTerm, Ghostty,
 * Windows Terminal): one of them, since some terminals know both and would say it twice. tmux passes it on only inside
 * its own envelope, and where its option allow-passthrough is on.
 */
function notificationSequence(text: string, environment: Environment): string {
	const term = environment['TERM'] ?? '';
	const isVte = (environment['VTE_VERSION'] ?? '') !== '';
	const body = text.replaceAll(';', ',');
	const sequence =
		isVte || /^(?:rxvt|foot)/.test(term) ? `\u001B]777;notify;sweeptop;${body}\u0007` : `\u001B]9;${body}\u0007`;
	return (environment['TMUX'] ?? '') === ''
		? sequence
		: `\u001BPtmux;${sequence.replaceAll('\u001B', '\u001B\u001B')}\u001B\\`;
}
