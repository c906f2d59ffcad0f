/**
 * One malformed sweep file: `‸` stands before the character that the message must point at, and is taken out of the
 * text. `says` must be in the problem, `hints` (if given) in the hint.
 */
export type MalformedCase = {
	readonly about: string;
	readonly language: 'toml' | 'yaml' | 'json';
	readonly text: string;
	readonly says: string;
	readonly hints?: string;
};

/** A valid TOML file that a case adds to or breaks. */
const HEAD = 'command = ["true"]\n';
const SPACE = `${HEAD}parameters = {x = [1, 2], w = {fields = ["a", "b"], values = [[1, 2]]}}\n`;

function toml(about: string, text: string, says: string, hints?: string): MalformedCase {
	return {about, language: 'toml', text, says, ...(hints === undefined ? {} : {hints})};
}

function yaml(about: string, text: string, says: string, hints?: string): MalformedCase {
	return {...toml(about, text, says, hints), language: 'yaml'};
}

function json(about: string, text: string, says: string, hints?: string): MalformedCase {
	return {...toml(about, text, says, hints), language: 'json'};
}

const YAML = 'command: ["true"]\nparameters: {x: [1, 2]}\n';

/** Mistakes of the languages themselves. */
export const SYNTAX_CASES: readonly MalformedCase[] = [
	toml('an open quote', 'name = "abc‸', 'quote is never closed'),
	toml('no value', `${HEAD}name =‸\n[parameters]\nx = 1`, 'a value is missing'),
	toml('a bracket forgotten', `${HEAD}[parameters‸\nlr = 1`, 'not closed by ]', 'write [parameters]'),
	toml('a bracket forgotten before a comment', `${HEAD}[run‸ # how\njobs = 1`, 'not closed by ]', 'write [run]'),
	toml('one bracket of two', `${SPACE}[[views‸]\nkind = "bars"`, 'not closed by ]]', 'write [[views]]'),
	toml('a bracket forgotten at the end', `${HEAD}[parameters‸`, 'not closed by ]', 'write [parameters]'),
	toml('a key twice', `${SPACE}‸parameters = {}`, 'defined twice'),
	toml('a table twice', `${HEAD}[parameters]\nx = 1\n[‸parameters]\ny = 1`, 'defined twice'),
	toml('two values on a line', 'name = "a" ‸"b"', 'expected the end of the line'),
	toml('a NUL', 'name = "a‸\0b"', 'NUL character'),
	toml('a NUL by escape', 'name = "n"\nshell = ‸"a\\u0000b"\n[parameters]\nx = 1', 'NUL character'),
	toml('a date', `${HEAD}[parameters]\nx = [‸2020-01-01]`, 'the date 2020-01-01', 'quotes'),
	toml('infinity', `${HEAD}[parameters]\nx = [1, ‸inf]`, 'inf is no finite number'),
	toml('not a number', `${HEAD}[parameters]\nx = {min = ‸nan, max = 1}`, 'nan is no finite number'),
	toml('2^53 + 1', `${HEAD}[parameters]\nx = [‸9007199254740993]`, 'would be rounded', 'quotes'),
	toml('an empty file', '‸', 'parameters is missing'),
	toml('depth 65', `${HEAD}x = ${'['.repeat(64)}‸[${']'.repeat(65)}`, 'nested deeper than 64'),
	yaml('a tab', 'command:\n‸\t- true', 'tabs are not allowed'),
	yaml('an open quote', 'name: "abc‸', 'missing closing'),
	yaml('a mapping in a line', 'name: ‸a: b', 'nested mappings are not allowed'),
	yaml('an unknown anchor', `${YAML}env: ‸*nope`, 'no anchor &nope'),
	yaml('an unknown tag', `${YAML}name: ‸!python/name x`, 'unresolved tag'),
	yaml('a key twice', `${YAML}‸parameters: {}`, '"parameters" is defined twice'),
	yaml('two documents', `${YAML}‸---\n${YAML}`, 'second document'),
	yaml('nothing after a key', `${YAML}‸run:\n`, 'a value is missing'),
	yaml('an empty file', '‸', 'file is empty'),
	yaml('a list at the top', '‸- a\n', 'a sweep is a table'),
	yaml('YAML 1.1', `‸%YAML 1.1\n---\n${YAML}`, 'YAML 1.1'),
	yaml('infinity', `${HEAD.replace(' =', ':')}parameters: {x: [‸.inf]}`, 'no finite number'),
	yaml('2^53 + 1', 'parameters: {x: [‸9007199254740993]}', 'would be rounded'),
	yaml('a merge key', `${YAML.replace('{', '&b {')}run: {‸<<: *b}`, 'unknown key "<<" in run'),
	json('a comma at the end', '{"name": "a",‸}', 'a key in double quotes'),
	json('a comma at the end of a list', '{"command": ["a",‸]}', 'expected a value'),
	json('single quotes', "{‸'name': 1}", 'a key in double quotes'),
	json('a comment', '{‸// no\n}', 'a key in double quotes'),
	json('a key twice', '{"name": "a", ‸"name": "b"}', '"name" is defined twice'),
	json('cut off', '{"name": "a"‸', 'got the end of the file'),
	json('text after the end', '{}‸{}', 'expected the end of the file'),
	json('a leading zero', '{"seed": 0‸1}', 'expected "," or "}"'),
	json('a bare word', '{"name": ‸nope}', 'expected a value'),
	json('NaN', '{"seed": ‸NaN}', 'expected a value'),
	json('null', '{"seed": ‸null}', 'a value is missing'),
	json('too large', '{"seed": ‸1e999}', 'no finite number'),
	json('half a surrogate pair', '{"name": ‸"\\ud800"}', 'half a surrogate pair'),
	json('a line break in text', '{"name": ‸"a\n"}', 'quote is never closed'),
	json('a bad escape', '{"name": "a‸\\x"}', 'no such escape'),
	json('a tab in text', '{"name": "a‸\tb"}', 'control character'),
	json('a list at the top', '‸[]', 'a sweep is an object'),
	json('depth 65', `{"a": ${'['.repeat(64)}‸[${']'.repeat(65)}}`, 'nested deeper than 64'),
];

/** Keys and values that the schema refuses. */
export const SCHEMA_CASES: readonly MalformedCase[] = [
	toml('no parameters', `‸${HEAD}`, 'parameters is missing'),
	toml('a misspelt key', `${SPACE}‸comand = ["x"]`, 'unknown key "comand"', 'did you mean "command"?'),
	toml('a misspelt key in a section', `${SPACE}[run]\n‸jbos = 2`, 'unknown key "jbos" in run', 'did you mean "jobs"?'),
	toml(
		'an unknown key in a view',
		`${SPACE}[[views]]\nkind = "heatmap"\n[[views]]\nkind = "scatter"\n‸colour = "x"`,
		'unknown key "colour" in views[1]',
		'"color"',
	),
	toml(
		'an unknown key in a parameter',
		`${HEAD}[parameters]\nx = {min = 1, max = 3, ‸stepp = 1}`,
		'unknown key "stepp" in parameters.x',
		'did you mean "step"?',
	),
	toml(
		'an unknown key in a metric',
		`${SPACE}[metrics]\nloss = {‸gaol = "minimize"}`,
		'unknown key "gaol" in metrics.loss',
		'did you mean "goal"?',
	),
	toml('__proto__ as a key', `‸__proto__ = 1\n${SPACE}`, 'unknown key "__proto__"'),
	toml(
		'text for a number',
		`${SPACE}[run]\njobs = ‸"two"`,
		'run.jobs must be a whole number from 1 to 1024, not "two"',
	),
	toml('no jobs', `${SPACE}[run]\njobs = ‸0`, 'from 1 to 1024, not 0'),
	toml('half a job', `${SPACE}[run]\njobs = ‸1.5`, 'must be a whole number'),
	toml('a duration without unit', `${SPACE}[run]\ntimeout = ‸10`, 'must be a duration such as "500ms"'),
	toml('a unit that is none', `${SPACE}[run]\ngrace = ‸"10 ticks"`, 'must be a duration'),
	toml('an energy without unit', `${SPACE}[budget]\ntrials = 1\nenergy = ‸"50"`, 'must be an energy'),
	toml('a size without unit', `${SPACE}[run]\nmax_output = ‸"100"`, 'must be a size'),
	toml(
		'an order that is none',
		`${SPACE}[run]\norder = ‸"shufle"`,
		'run.order must be one of',
		'did you mean "shuffle"?',
	),
	toml('a section that is no table', `run = ‸3\n${SPACE}`, 'run must be a table, not 3'),
	toml('a command as text', `command = ‸"./gemm -n {size}"\n[parameters]\nx = 1`, 'command must be a list of texts'),
	toml('an empty command', 'command = ‸[]\n[parameters]\nx = 1', 'command must not be empty'),
	toml('a number as argument', 'command = ["sleep", ‸5]\n[parameters]\nx = 1', 'command[1] must be text, not 5'),
	toml('a name with a blank', `name = ‸"a b"\n${SPACE}`, 'name may hold only'),
	toml('a seed of 33 bits', `seed = ‸4294967296\n${SPACE}`, 'seed must be a whole number from 0 to 4294967295'),
	toml(
		'a view that is none',
		`${SPACE}[[views]]\nkind = ‸"heat"`,
		'views[0].kind must be one of',
		'did you mean "heatmap"?',
	),
	toml('a view without a kind', `${SPACE}‸[[views]]\nx = "x"`, 'views[0].kind is missing'),
	toml(
		'a goal that is none',
		`${SPACE}[metrics]\nloss = {goal = ‸"min"}`,
		'metrics.loss.goal must be one of',
		'did you mean "minimize"?',
	),
	toml('parameters that are a list', `${HEAD}parameters = ‸[1]`, 'parameters must be a table, not a list'),
	toml('no parameters in the table', `${HEAD}parameters = ‸{}`, 'parameters is empty'),
	yaml('a misspelt key', `${YAML}run: {‸retires: 1}`, 'unknown key "retires" in run', 'did you mean "retries"?'),
	yaml('text for a table', `${YAML}budget: ‸100\n`, 'budget must be a table, not 100'),
	json(
		'a misspelt key',
		'{"command": ["true"], ‸"paramters": {}}',
		'unknown key "paramters"',
		'did you mean "parameters"?',
	),
];

/** Parameters and spaces that make no sense. */
export const SPACE_CASES: readonly MalformedCase[] = [
	toml('an empty list', `${HEAD}[parameters]\nx = ‸[]`, 'parameters.x must not be empty'),
	toml('a value twice', `${HEAD}[parameters]\nx = [1, 2, ‸1]`, 'has the value "1" twice'),
	toml('one text for two values', `${HEAD}[parameters]\nx = [true, ‸"true"]`, 'has the value "true" twice'),
	toml('a list in a list', `${HEAD}[parameters]\nx = [‸[1, 2]]`, 'parameters.x holds a list', 'fields'),
	toml('min above max', `${HEAD}[parameters]\nx = {min = ‸9, max = 1}`, 'min 9 is above max 1'),
	toml('no max', `${HEAD}[parameters]\nx = ‸{min = 9}`, 'parameters.x.max is missing'),
	toml('step 0', `${HEAD}[parameters]\nx = {min = 0, max = 1, step = ‸0.0}`, 'step must be above 0'),
	toml('a step beyond max', `${HEAD}[parameters]\nx = {min = 0, max = 10, step = ‸100}`, 'leads beyond max 10'),
	toml('log from 0', `${HEAD}[parameters]\nx = {min = ‸0, max = 1, scale = "log"}`, 'must be above 0 on a log scale'),
	toml(
		'a step on a log scale',
		`${HEAD}[parameters]\nx = {min = 0.1, max = 1, scale = "log", step = ‸0.1}`,
		'step on a log scale',
		'points',
	),
	toml(
		'step and points',
		`${HEAD}[parameters]\nx = {min = 0, max = 1, step = 0.5, points = ‸3}`,
		'has step and points',
	),
	toml('one point', `${HEAD}[parameters]\nx = {min = 0.5, max = 1, points = ‸1}`, 'must be at least 2'),
	toml(
		'more points than whole numbers',
		`${HEAD}[parameters]\nx = {min = 0, max = 1, points = ‸5}`,
		'only 2 whole numbers',
		'type = "real"',
	),
	toml(
		'a fraction that is to be an integer',
		`${HEAD}[parameters]\nx = {min = ‸0.5, max = 4, type = "integer"}`,
		'must be whole',
	),
	toml(
		'a value that is not of the type',
		`${HEAD}[parameters]\nx = {values = [1, ‸1.5], type = "integer"}`,
		'has type "integer"',
	),
	toml('an empty parameter', `${HEAD}[parameters]\nx = ‸{}`, 'parameters.x is empty'),
	toml(
		'a tuple that is too short',
		`${HEAD}[parameters]\nw = {fields = ["a", "b"], values = [[1, 2], ‸[3]]}`,
		'has 2 fields, but this value has 1',
	),
	toml('a field twice', `${HEAD}[parameters]\nw = {fields = ["a", ‸"a"], values = [[1, 2]]}`, 'the field "a" twice'),
	toml('a tuple twice', `${HEAD}[parameters]\nw = {fields = ["a"], values = [[1], ‸[1]]}`, '"(1)" twice'),
	toml('available without a knob', `${HEAD}[parameters]\nx = {values = ‸"available"}`, 'needs a knob'),
	toml(
		'a knob that is not there',
		`${HEAD}[parameters]\nx = {values = "available", knob = ‸"gpu.frequency"}`,
		'"gpu.frequency" is not available',
		'available knobs: none',
	),
	toml('a reserved name', `${HEAD}[parameters]\n‸energy_j = [1]`, '"energy_j" is a column of the results'),
	toml('the name of a rail', `${HEAD}[parameters]\n‸vdd_in_power_mean_w = [1]`, 'is a column of the results'),
	toml('a name with a blank', `${HEAD}[parameters]\n‸"a b" = [1]`, '"a b" cannot name a parameter'),
	toml('a bidi control in a name', `${HEAD}[parameters]\n‸"a\u202eb" = [1]`, '"a\\u202eb" cannot name'),
	toml(
		'two names that look the same',
		`${HEAD}[parameters]\n"\u00e9" = [1]\n‸"e\u0301" = [2]`,
		'is the name of a parameter already',
	),
	toml(
		'names that collide in the environment',
		`${HEAD}[parameters]\nwidth = {fields = ["bits"], values = [[1]]}\n‸width_bits = [2]`,
		'"width.bits" and "width_bits" are both SWEEP_width_bits',
	),
	toml('the name of a variable of the sweep', `${HEAD}[parameters]\n‸SEED = [1]`, 'SWEEP_SEED'),
	toml(
		'a condition on nothing',
		`${HEAD}[parameters]\nx = [1]\ny = {values = [1], when = "‸z == 1"}`,
		'no parameter "z"',
	),
	toml(
		'a condition on text without quotes',
		`${HEAD}[parameters]\noptimizer = ["sgd"]\ny = {values = [1], when = "optimizer == ‸sgd"}`,
		'no parameter "sgd"',
		"'sgd'",
	),
	toml('a condition on itself', `${HEAD}[parameters]\nx = {values = [1], when = ‸"x == 1"}`, 'depends on itself'),
	toml(
		'conditions in a circle',
		`${HEAD}[parameters]\nx = {values = [1], when = ‸"y == 1"}\ny = {values = [1], when = "x == 1"}`,
		'x → y → x',
	),
	toml('a condition on a tuple', `${SPACE}exclude = ["‸w == 1"]`, '"w" is a tuple', 'w.a, w.b'),
	toml('an unfinished expression', `${SPACE}exclude = ["x ==‸"]`, 'ends too early'),
	toml('= for ==', `${SPACE}exclude = ["x ‸= 1"]`, 'unexpected character "="', 'write =='),
	toml(
		'a near name',
		`${HEAD}[parameters]\nbatch = [1]\n[run]\n[budget]\n[metrics]\nm = {formula = "‸batsh * 2"}`,
		'no parameter, metric or column "batsh"',
		'did you mean "batch"?',
	),
	toml('executions of a parameter', `${SPACE}exclude = ["mean(‸x) > 1"]`, 'mean() and std() range over executions'),
	toml('an unknown function', `${SPACE}exclude = ["‸exp(x) > 1"]`, 'unknown function "exp"', 'sqrt'),
	toml('a metric in an exclusion', `${SPACE}exclude = ["‸loss > 1"]\n[metrics]\nloss = {}`, 'no parameter "loss"'),
	toml('exclusions of everything', `${SPACE}exclude = ‸["x >= 1"]`, 'exclude leaves no point'),
	toml(
		'a grid over a real',
		`${HEAD}[parameters]\nlr = ‸{min = 0.1, max = 0.2}\n[sampler]\nname = "grid"`,
		'a grid cannot list the real parameter "lr"',
		'step or points',
	),
	toml(
		'random draws without end',
		`${HEAD}[parameters]\nlr = {min = 0.1, max = 0.2}\n[‸sampler]\nname = "random"`,
		'would never end',
		'trials = 100',
	),
	toml(
		'auto on a real without end',
		`‸${HEAD}[parameters]\nlr = {min = 0.1, max = 0.2}`,
		'would never end',
		'time = "1h"',
	),
	yaml(
		'a near name in a plain text',
		'command: ["true"]\nparameters:\n  size: [1]\n  x: {values: [1], when: ‸sise > 1}\n',
		'no parameter "sise"',
		'"size"',
	),
];

/** Commands, metrics, engines and the rest. */
export const MEANING_CASES: readonly MalformedCase[] = [
	toml('no command', '‸[parameters]\nx = 1', 'command is missing'),
	toml('command and shell', `${SPACE}‸shell = "true"`, 'command and shell are both given'),
	toml('an empty program', 'command = [‸""]\n[parameters]\nx = 1', 'program of command is empty'),
	toml(
		'an unknown placeholder',
		'command = ["a", "-n{‸sise}"]\n[parameters]\nsize = [1]',
		'no parameter "sise" to fill in',
		'did you mean {size}?',
	),
	toml('JSON in an argument', 'command = ["a", "{‸\'k\': 1}"]\n[parameters]\nsize = [1]', 'no parameter', '{{ and }}'),
	toml(
		'a placeholder of a tuple',
		'command = ["a", "{‸w}"]\n[parameters]\nw = {fields = ["a"], values = [[1]]}',
		'"w" is a tuple',
		'{w.a}',
	),
	toml('an open brace', 'command = ["a", "x‸{size"]\n[parameters]\nsize = [1]', '{ has no partner'),
	toml('a lone closing brace', 'command = ["a", "x‸}"]\n[parameters]\nsize = [1]', '} has no partner'),
	toml('an empty placeholder', 'command = ["a", "‸{}"]\n[parameters]\nsize = [1]', '{} names no parameter'),
	toml(
		'a flag that would stand alone',
		'command = ["a", "--m", "{‸m}"]\n[parameters]\nx = [1]\nm = {values = [1], when = "x == 1"}',
		'not always active',
		'"--m={m}"',
	),
	toml('an unset variable', `${SPACE}[env]\nA = "x‸\${HOEM}"`, '"HOEM" is not set', 'did you mean "HOME"?'),
	toml('a variable of a parameter', `${SPACE}[env]\n‸SWEEP_x = "1"`, 'is set by the parameter "x"'),
	toml('a pattern without a group', `${SPACE}[metrics]\nm = {pattern = ‸'loss: \\d+'}`, 'has no group', '(?<value>'),
	toml('a pattern that is none', `${SPACE}[metrics]\nm = {pattern = ‸'(\\d+'}`, 'pattern is no pattern'),
	toml('a look-ahead', `${SPACE}[metrics]\nm = {pattern = ‸'(?=a)(\\d+)'}`, 'pattern is no pattern', 'no look-around'),
	toml('a back-reference', `${SPACE}[metrics]\nm = {pattern = ‸'(a)\\1'}`, 'pattern is no pattern'),
	toml('a format that is none', `${SPACE}[metrics]\nm = {format = ‸"%d items"}`, 'format must be like'),
	toml(
		'a formula and a pattern',
		`${SPACE}[metrics]\nm = {formula = "x", pattern = ‸'(\\d+)'}`,
		'a formula and pattern',
	),
	toml('a formula of itself', `${SPACE}[metrics]\nm = {formula = ‸"m + 1"}`, 'depends on itself'),
	toml('formulas in a circle', `${SPACE}[metrics]\nm = {formula = ‸"n"}\nn = {formula = "m"}`, 'm → n → m'),
	toml('a metric named as a parameter', `${SPACE}[metrics]\n‸x = {}`, '"x" is the name of a parameter already'),
	toml('a metric named as a column', `${SPACE}[metrics]\n‸duration_s = {}`, 'is a column of the results'),
	toml(
		'an unknown constraint',
		`constraints = ["‸temp_mx_c <= 85"]\n${SPACE}`,
		'no parameter, metric or column "temp_mx_c"',
		'did you mean "temp_max_c"?',
	),
	toml(
		'an objective that is no metric',
		`${SPACE}[metrics]\nloss = {}\n[[objectives]]\nmetric = ‸"lost"\ndirection = "minimize"`,
		'no metric "lost"',
		'did you mean "loss"?',
	),
	toml(
		'an objective without direction',
		`${SPACE}[metrics]\nloss = {}\n‸[[objectives]]\nmetric = "loss"`,
		'has no direction',
	),
	toml(
		'an objective twice',
		`${SPACE}[metrics]\nloss = {goal = "minimize"}\n[[objectives]]\nmetric = "loss"\n[[objectives]]\nmetric = ‸"loss"`,
		'is an objective already',
	),
	toml(
		'an unknown target',
		`${SPACE}[budget]\ntarget = "‸los < 1"\n[metrics]\nloss = {}`,
		'"los"',
		'did you mean "loss"?',
	),
	toml('a sampler that is not there', `${SPACE}[sampler]\nname = ‸"bohb"`, 'not "bohb"'),
	toml(
		'an option that there is not',
		`${SPACE}[sampler]\nname = "grid"\n‸n_startup = 3`,
		'sampler "grid" has no option "n_startup"',
	),
	toml(
		'a pruner that is not there',
		`${SPACE}[pruner]\nname = ‸"median"`,
		'pruner.name must be one of "none", not "median"',
	),
	toml(
		'a minimum duration of runs that are apart',
		`${SPACE}[run]\norder = "interleave"\nmin_duration = ‸"5s"`,
		'run.min_duration runs a short program several times in a row',
		'order = "shuffle"',
	),
	toml(
		'a race of trials whose runs are measured as one',
		`${SPACE}[run]\nmin_duration = "5s"\nseparate = ‸true`,
		'min_duration measures the runs of a trial as one',
		'without min_duration',
	),
	toml(
		'a race without an objective',
		`${SPACE}[run]\nseparate = ‸{top = 4}`,
		'run.separate tells the best trials apart by one objective, and there are 0',
		'give a metric a goal',
	),
	toml(
		'a race with several objectives',
		`${SPACE}[metrics]\na = {goal = "minimize"}\nb = {goal = "maximize"}\n[run]\nseparate = ‸true`,
		'and there are 2',
		'name one in [[objectives]]',
	),
	toml('a race that chance decides', `${SPACE}[run]\nseparate = {confidence = ‸0.2}`, 'must be at least 0.5'),
	toml(
		'a sampler that would learn too late',
		`${SPACE}[sampler]\nname = "tpe"\n[budget]\ntrials = 5\n[run]\nrepeats = 2\norder = ‸"interleave"`,
		'gives the sampler tpe no result to learn from',
	),
	toml(
		'a probe that there is not',
		`${SPACE}[telemetry]\nprobes = [‸"termal"]`,
		'no probe "termal"',
		'did you mean "thermal"?',
	),
	toml(
		'the correction of no meter',
		`${SPACE}[telemetry]\nmeter_gain = ‸1.02`,
		'telemetry.meter_gain corrects a meter, and none is named',
	),
	toml('a meter without a program', `${SPACE}[telemetry]\nmeter = ‸[]`, 'must name a program'),
	toml('a negative power', `${SPACE}[telemetry]\ncpu_tdp_watts = ‸-5`, 'must be above 0'),
	toml('a view of nothing', `${SPACE}[[views]]\nkind = "heatmap"\nx = ‸"y"`, 'no parameter, metric or column "y"'),
	toml(
		'a view with a size of nothing',
		`${SPACE}[[views]]\nkind = "scatter"\nsize = ‸"y"`,
		'no parameter, metric or column "y"',
	),
	toml(
		'a view with a word of another plot',
		`${SPACE}[[views]]\nkind = "scatter"\nx = ‸"epoch"`,
		'no parameter, metric or column "epoch"',
	),
	toml('a view with a logarithm of nothing', `${SPACE}[[views]]\nkind = "scatter"\nlog = [‸"z"]`, 'must be one of'),
	toml(
		'a view of a ratio of one value',
		`${SPACE}[[views]]\nkind = "heatmap"\nratio = ‸"x=1/7"`,
		'split "x=1/7" does not name two values of "x"',
	),
	toml('a view of the ratio of nothing', `${SPACE}[[views]]\nkind = "heatmap"\nratio = ‸"z=1/2"`, 'no parameter "z"'),
	toml(
		'a view fixed at nothing',
		`${SPACE}[[views]]\nkind = "heatmap"\nfix = {‸z = 1}`,
		'no parameter, metric or column "z"',
	),
];
