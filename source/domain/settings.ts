/** How temperatures are written. */
export const TEMPERATURE_UNITS = ['celsius', 'fahrenheit', 'kelvin'] as const;

/** How energies are written. */
export const ENERGY_UNITS = ['joules', 'watt-hours'] as const;

/** What the terminal's background is taken for: asked, or known to the person. */
export const BACKGROUNDS = ['auto', 'dark', 'light'] as const;

/** Frames a second that can be chosen; keys are painted at once, whatever it is. */
export const FRAME_RATES = [1, 2, 4, 10, 20] as const;

/** What a person chose for every screen, kept in a file of theirs. */
export type Settings = {
	/** Id of a theme. */
	readonly theme: string;
	readonly background: (typeof BACKGROUNDS)[number];
	readonly temperature: (typeof TEMPERATURE_UNITS)[number];
	readonly energy: (typeof ENERGY_UNITS)[number];
	readonly framesPerSecond: number;
};

/** The settings of somebody who chose nothing. */
export const DEFAULT_SETTINGS: Settings = {
	theme: 'default',
	background: 'auto',
	temperature: 'celsius',
	energy: 'joules',
	framesPerSecond: 2,
};

/** A quantity in the unit that the person reads; what no setting is about is given back as it is. */
export function inChosenUnit(
	value: number,
	unit: string,
	{temperature, energy}: Pick<Settings, 'temperature' | 'energy'>,
): {readonly value: number; readonly unit: string} {
	if (unit === '°C' && temperature === 'fahrenheit') return {value: value * 1.8 + 32, unit: '°F'};
	if (unit === '°C' && temperature === 'kelvin') return {value: value + 273.15, unit: 'K'};
	if (unit === 'J' && energy === 'watt-hours') return {value: value / 3600, unit: 'Wh'};
	return {value, unit};
}

/** One line of the chooser: a setting and a value that it can have. */
export type SettingOption = {
	readonly setting: keyof Settings;
	readonly value: string | number;
};

/** Every value of every setting, in the order of the chooser. @param themes ids of the themes. */
export function settingOptions(themes: readonly string[]): readonly SettingOption[] {
	const of = (setting: keyof Settings, values: readonly (string | number)[]): readonly SettingOption[] =>
		values.map(value => ({setting, value}));
	return [
		...of('theme', themes),
		...of('background', BACKGROUNDS),
		...of('temperature', TEMPERATURE_UNITS),
		...of('energy', ENERGY_UNITS),
		...of('framesPerSecond', FRAME_RATES),
	];
}

/** The settings with one value chosen; what is no value of it changes nothing. */
export function withOption(settings: Settings, {setting, value}: SettingOption): Settings {
	const known = <T extends string | number>(values: readonly T[]): T | undefined => values.find(one => one === value);
	switch (setting) {
		case 'theme':
			return typeof value === 'string' ? {...settings, theme: value} : settings;
		case 'background':
			return {...settings, background: known(BACKGROUNDS) ?? settings.background};
		case 'temperature':
			return {...settings, temperature: known(TEMPERATURE_UNITS) ?? settings.temperature};
		case 'energy':
			return {...settings, energy: known(ENERGY_UNITS) ?? settings.energy};
		case 'framesPerSecond':
			return {...settings, framesPerSecond: known(FRAME_RATES) ?? settings.framesPerSecond};
	}
}
