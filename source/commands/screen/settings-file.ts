import {mkdirSync, readFileSync} from 'node:fs';
import {dirname, isAbsolute, join} from 'node:path';
import {own} from '../../domain/record.ts';
import {
	BACKGROUNDS,
	DEFAULT_SETTINGS,
	ENERGY_UNITS,
	FRAME_RATES,
	type Settings,
	TEMPERATURE_UNITS,
} from '../../domain/settings.ts';
import {writeFileAtomic} from '../../journal/atomic-file.ts';
import {THEME_IDS} from '../../theme/registry.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where the settings of this person are: `$XDG_CONFIG_HOME/sweeptop/settings.json`, else under `~/.config` (XDG Base
 * Directory 0.8: a relative path in the variable is ignored). Undefined without a home.
 */
export function settingsPath({XDG_CONFIG_HOME: root, HOME: home}: Environment): string | undefined {
	const base =
		root !== undefined && isAbsolute(root)
			? root
			: home === undefined || home === ''
				? undefined
				: join(home, '.config');
	return base === undefined ? undefined : join(base, 'sweeptop', 'settings.json');
}

/** The settings of this person. What is missing, unreadable or unknown is as in {@link DEFAULT_SETTINGS}. */
export function readSettings(environment: Environment): Settings {
	const path = settingsPath(environment);
	if (path === undefined) return DEFAULT_SETTINGS;
	try {
		return parseSettings(readFileSync(path, 'utf8'));
	} catch {
		// No file yet, or one that cannot be read: the screen must open all the same.
		return DEFAULT_SETTINGS;
	}
}

/** The settings that a text holds; each one that is missing or unknown is as in {@link DEFAULT_SETTINGS}. Throws where it is no JSON. */
export function parseSettings(text: string): Settings {
	const value: unknown = JSON.parse(text);
	if (typeof value !== 'object' || value === null) return DEFAULT_SETTINGS;
	const record: Readonly<Record<string, unknown>> = {...value};
	const oneOf = <T>(key: keyof Settings, values: readonly T[], otherwise: T): T =>
		values.find(known => known === own(record, key)) ?? otherwise;
	return {
		theme: oneOf<string>('theme', THEME_IDS, DEFAULT_SETTINGS.theme),
		background: oneOf('background', BACKGROUNDS, DEFAULT_SETTINGS.background),
		temperature: oneOf('temperature', TEMPERATURE_UNITS, DEFAULT_SETTINGS.temperature),
		energy: oneOf('energy', ENERGY_UNITS, DEFAULT_SETTINGS.energy),
		framesPerSecond: oneOf<number>('framesPerSecond', FRAME_RATES, DEFAULT_SETTINGS.framesPerSecond),
	};
}

/** Keeps the settings for the next start; gives the path. Throws where it cannot be written. */
export async function writeSettings(environment: Environment, settings: Settings): Promise<string> {
	const path = settingsPath(environment);
	if (path === undefined) throw new Error('neither XDG_CONFIG_HOME nor HOME is set');
	mkdirSync(dirname(path), {recursive: true, mode: 0o700});
	await writeFileAtomic(path, [`${JSON.stringify(settings, null, '\t')}\n`], {mode: 0o600});
	return path;
}
