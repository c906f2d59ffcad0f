import type {ProbeContext} from '../../source/domain/probe.ts';
import {textOrEmpty} from '../reading/text-or-empty.ts';

/** Where one rail's power is read: milliwatts or microwatts in one file, or millivolts × milliamperes in two. */
export type RailFiles =
	| {readonly kind: 'power'; readonly path: string; readonly unitsPerWatt: 1e3 | 1e6}
	| {
			readonly kind: 'product';
			readonly millivolts: string;
			readonly milliamperes: string;
			/** The end of the current's range, by the shunt; undefined where the driver does not tell it. */
			readonly mostMilliamperes: number | undefined;
	  };

/** A rail that a power monitor measures. */
export type Rail = {readonly label: string; readonly files: RailFiles};

/** A power monitor with its rails; times in ms, undefined where the driver does not tell. */
export type PowerMonitor = {
	readonly chip: string;
	readonly folder: string;
	readonly rails: readonly Rail[];
	/** Values that are averaged into one, `samples`. */
	readonly samples: number | undefined;
	/** Time of one cycle over all channels with its averaging, `update_interval` (kernel document hwmon/ina3221). */
	readonly updateMs: number | undefined;
};

const HWMON = '/sys/class/hwmon';
const I2C = '/sys/bus/i2c';
/** Full scale of the voltage over a shunt, 4095 × 40 µV (data sheet of the INA3221). */
const MOST_SHUNT_MICROVOLTS = 163_800;
const CHIP = /^ina(?:3221x?|238)$/;

/** Finds the power monitors by driver and chip name; the numbers of hwmon and iio devices change between boots. */
export function findPowerMonitors(context: ProbeContext): readonly PowerMonitor[] {
	const {files} = context;
	const folders = new Map<string, string>();
	const add = (parent: string, pattern: RegExp): void => {
		// The same device is reached through its class, its driver and its bus.
		for (const name of files.list(parent)) if (pattern.test(name) && !folders.has(name)) folders.set(name, parent);
	};
	for (const name of files.list(HWMON)) {
		if (CHIP.test(textOrEmpty(context, `${HWMON}/${name}/name`))) add(HWMON, new RegExp(`^${name}$`));
	}
	const devices = [
		...files
			.list(`${I2C}/drivers`)
			.filter(driver => CHIP.test(driver))
			.flatMap(driver => files.list(`${I2C}/drivers/${driver}`).map(device => `${I2C}/drivers/${driver}/${device}`)),
		...files
			.list(`${I2C}/devices`)
			.map(device => `${I2C}/devices/${device}`)
			.filter(device => CHIP.test(textOrEmpty(context, `${device}/name`))),
	];
	for (const device of devices) {
		add(`${device}/hwmon`, /^hwmon\d+$/);
		add(device, /^iio:device\d+$/);
	}
	return [...folders].map(([name, parent]) => describeMonitor(context, `${parent}/${name}`, name.startsWith('iio')));
}

function describeMonitor(context: ProbeContext, folder: string, isIio: boolean): PowerMonitor {
	const chip = textOrEmpty(context, `${folder}/name`) || (isIio ? 'ina3221x' : 'ina3221');
	const rails = isIio
		? iioRails(context, folder)
		: chip === 'ina238'
			? ina238Rails(context, folder)
			: hwmonRails(context, folder);
	return {
		chip,
		folder,
		rails: rails.filter(({label}) => label !== '' && label !== 'NC'),
		samples: countOf(context, `${folder}/samples`),
		updateMs: countOf(context, `${folder}/update_interval`),
	};
}

/** Driver `ina3221x` of JetPack 4: the power in one file is one transaction on the bus, voltage and current are two. */
function iioRails(context: ProbeContext, folder: string): readonly Rail[] {
	return [0, 1, 2].map(channel => ({
		label: textOrEmpty(context, `${folder}/rail_name_${channel}`),
		files: {kind: 'power', path: `${folder}/in_power${channel}_input`, unitsPerWatt: 1e3},
	}));
}

/** Mainline driver: `in4` to `in6` are shunt voltages, `in7` and `curr4` the sums of channels. */
function hwmonRails(context: ProbeContext, folder: string): readonly Rail[] {
	return [1, 2, 3]
		.filter(channel => textOrEmpty(context, `${folder}/in${channel}_enable`) !== '0')
		.map(channel => ({
			label:
				textOrEmpty(context, `${folder}/in${channel}_label`) || textOrEmpty(context, `${folder}/curr${channel}_label`),
			files: {
				kind: 'product',
				millivolts: `${folder}/in${channel}_input`,
				milliamperes: `${folder}/curr${channel}_input`,
				mostMilliamperes: mostCurrent(countOf(context, `${folder}/shunt${channel}_resistor`)),
			},
		}));
}

function mostCurrent(shuntMicroohms: number | undefined): number | undefined {
	return shuntMicroohms === undefined ? undefined : (MOST_SHUNT_MICROVOLTS / shuntMicroohms) * 1000;
}

/** One channel, and the only one of a Jetson is the input of the board. */
function ina238Rails(context: ProbeContext, folder: string): readonly Rail[] {
	const label = textOrEmpty(context, `${folder}/label`) || textOrEmpty(context, `${folder}/in1_label`) || 'VIN';
	return [{label, files: {kind: 'power', path: `${folder}/power1_input`, unitsPerWatt: 1e6}}];
}

function countOf(context: ProbeContext, path: string): number | undefined {
	const text = textOrEmpty(context, path);
	return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}
