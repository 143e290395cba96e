// Runs a declarative Jenkinsfile without Jenkins: groovy Harness.groovy JENKINSFILE WORKSPACE SPEC.json
//
// This is an emulation. It knows the sections, conditions and steps below and is strict about them: anything else makes the
// file invalid, as does a parameter that a step does not have, or a text for `sh` in which Groovy has put values. Shell
// steps are real. Not covered: serialisation of the program (CPS), the sandbox, agents, parallel and matrix stages, and what
// plugins do with what they are given beyond reading it.
//
// SPEC has `environment` (what Jenkins sets, such as CHANGE_ID), `credentials` (id -> secret) and `path` (put before PATH).
// The last line of the output is `RESULT {...}`; the exit code 0 SUCCESS, 1 FAILURE, 2 UNSTABLE, 3 invalid.
//
// The names are those of https://www.jenkins.io/doc/book/pipeline/syntax/ and https://www.jenkins.io/doc/pipeline/steps/.
import groovy.io.FileType
import groovy.json.JsonOutput
import groovy.json.JsonSlurper
import java.nio.file.FileSystems
import org.codehaus.groovy.control.CompilationFailedException
import org.codehaus.groovy.control.CompilerConfiguration
import org.xml.sax.SAXException

class Invalid extends RuntimeException { Invalid(String what) { super(what) } }
class StepFailed extends RuntimeException { StepFailed(String what) { super(what) } }

/** `env`: what is set is text. */
class Environment {
    Map values

    def getProperty(String name) { name == 'values' ? this.@values : this.@values[name] }

    void setProperty(String name, Object value) {
        if (name == 'values') { this.@values = value } else { this.@values[name] = value as String }
    }
}

/** The program around the pipeline: its methods may use every step. */
abstract class Program extends Script {
    Steps getRunning() { binding.getVariable('running') }

    def methodMissing(String name, Object arguments) { running.invokeMethod(name, arguments) }

    def propertyMissing(String name) { name == 'env' ? running.env : running.propertyMissing(name) }

    def pipeline(Closure body) { new Pipeline(steps: running).run(body) }
}

class Steps {
    static final Map PARAMETERS = [
        sh: [all: ['script', 'label', 'returnStatus', 'returnStdout', 'encoding'], needed: ['script']],
        echo: [all: ['message'], needed: ['message']],
        error: [all: ['message'], needed: ['message']],
        unstable: [all: ['message'], needed: ['message']],
        string: [all: ['credentialsId', 'variable'], needed: ['credentialsId', 'variable']],
        junit: [all: ['testResults', 'allowEmptyResults', 'keepLongStdio', 'skipMarkingBuildUnstable',
            'skipPublishingChecks', 'checksName'], needed: ['testResults']],
        sarif: [all: ['pattern', 'id', 'name', 'reportEncoding', 'skipSymbolicLinks'], needed: []],
        recordIssues: [all: ['tool', 'tools', 'qualityGates', 'enabledForFailure', 'id', 'name', 'sourceDirectories',
            'skipPublishingChecks', 'skipBlames', 'failOnError'], needed: []],
        publishHTML: [all: ['target'], needed: ['target']],
        archiveArtifacts: [all: ['artifacts', 'allowEmptyArchive', 'excludes', 'fingerprint', 'onlyIfSuccessful'],
            needed: ['artifacts']],
        timeout: [all: ['time', 'unit', 'activity'], needed: ['time']],
    ]
    static final List HTML_TARGET = ['allowMissing', 'alwaysLinkToLastBuild', 'keepAll', 'reportDir', 'reportFiles',
        'reportName', 'reportTitles', 'includes', 'escapeUnderscores']
    static final List RESULTS = ['SUCCESS', 'UNSTABLE', 'FAILURE']

    File workspace
    Map environment
    Map credentials
    String path
    List secrets = []
    Script program
    Map record = [result: 'SUCCESS', stages: [], credentials: [], junit: null, issues: [], html: [], archived: [], skipped: []]

    void worsen(String result) {
        if (RESULTS.indexOf(result) > RESULTS.indexOf(record.result)) { record.result = result }
    }

    void say(Object text) {
        println(secrets.inject(text.toString()) { shown, secret -> shown.replace(secret, '****') })
    }

    static Map checked(String step, Object given, String only) {
        Map map = given instanceof Map ? given : [(only): given]
        map.keySet().each { key ->
            if (!(key in PARAMETERS[step].all)) { throw new Invalid("Invalid parameter \"${key}\" for ${step}") }
        }
        PARAMETERS[step].needed.each { if (map[it] == null) { throw new Invalid("Missing required parameter for ${step}: ${it}") } }
        return map
    }

    def sh(Object given) {
        Map map = checked('sh', given, 'script')
        if (map.script instanceof GString) { throw new Invalid('sh is given a text into which Groovy has put values') }
        say("[Pipeline] sh")
        def builder = new ProcessBuilder('sh', '-xe', '-c', map.script as String).directory(workspace)
        builder.environment().clear()
        builder.environment().putAll(environment.collectEntries { k, v -> [(k): v as String] })
        builder.environment().put('PATH', path + ':' + System.getenv('PATH'))
        builder.environment().put('HOME', workspace.path)
        if (!map.returnStdout) { builder.redirectErrorStream(true) }
        def process = builder.start()
        def out = new StringBuilder(), err = new StringBuilder()
        process.waitForProcessOutput(out, err)
        say(map.returnStdout ? err : out)
        if (map.returnStatus) { return process.exitValue() }
        if (process.exitValue()) { throw new StepFailed("script returned exit code ${process.exitValue()}") }
        return map.returnStdout ? out.toString() : null
    }

    def echo(Object given) { say(checked('echo', given, 'message').message) }

    def error(Object given) { throw new StepFailed(checked('error', given, 'message').message as String) }

    def unstable(Object given) {
        say("WARNING: ${checked('unstable', given, 'message').message}")
        worsen('UNSTABLE')
    }

    def string(Map given) { checked('string', given, null) }

    def withCredentials(List bindings, Closure body) {
        bindings.each { binding ->
            def secret = credentials[binding.credentialsId]
            if (secret == null) { throw new StepFailed("Could not find credentials entry with ID '${binding.credentialsId}'") }
            secrets << secret
            record.credentials << binding.credentialsId
            environment[binding.variable] = secret
        }
        try { return run(body) } finally { bindings.each { environment.remove(it.variable) } }
    }

    def script(Closure body) { run(body) }

    def timeout(Map given, Closure body) { checked('timeout', given, null); run(body) }

    def run(Closure body) {
        body.delegate = this
        body.resolveStrategy = Closure.DELEGATE_FIRST
        return body()
    }

    List files(String patterns) {
        def root = workspace.toPath()
        def matchers = patterns.split(',').collect { FileSystems.default.getPathMatcher("glob:${it.trim()}") }
        def found = []
        workspace.eachFileRecurse(FileType.FILES) { file ->
            def path = root.relativize(file.toPath())
            if (matchers.any { it.matches(path) }) { found << path.toString() }
        }
        return found.sort()
    }

    def junit(Object given) {
        Map map = checked('junit', given, 'testResults')
        def found = files(map.testResults as String)
        if (!found && !map.allowEmptyResults) { throw new StepFailed('No test report files were found. Configuration error?') }
        Map counted = [total: 0, failed: 0, skipped: 0]
        found.each { name ->
            def cases
            try {
                cases = new XmlParser().parse(new File(workspace, name)).depthFirst().findAll { it.name() == 'testcase' }
            } catch (SAXException broken) {
                throw new StepFailed("Failed to read test report file ${name}: ${broken.message}")
            }
            counted.total += cases.size()
            counted.failed += cases.count { it.failure || it.error }
            counted.skipped += cases.count { it.skipped }
        }
        record.junit = counted
        if (counted.failed && !map.skipMarkingBuildUnstable) { worsen('UNSTABLE') }
    }

    def sarif(Map given) { [kind: 'sarif'] + checked('sarif', given, null) }

    def recordIssues(Map given) {
        Map map = checked('recordIssues', given, null)
        ((map.tools ?: []) + (map.tool ? [map.tool] : [])).each { tool ->
            def levels = [:]
            files(tool.pattern as String).each { name ->
                new JsonSlurper().parse(new File(workspace, name)).runs.each { run ->
                    run.results.each { levels[it.level] = (levels[it.level] ?: 0) + 1 }
                }
            }
            record.issues << [id: tool.id, name: tool.name, levels: levels]
        }
    }

    def publishHTML(Object given) {
        Map target = given instanceof Map && given.target ? given.target : given
        target.keySet().each { if (!(it in HTML_TARGET)) { throw new Invalid("Invalid parameter \"${it}\" for publishHTML") } }
        def file = new File(new File(workspace, target.reportDir as String), target.reportFiles as String)
        if (!file.exists()) {
            if (target.allowMissing) { return }
            throw new StepFailed("Specified HTML directory '${target.reportDir}' does not exist.")
        }
        record.html << [name: target.reportName, file: workspace.toPath().relativize(file.toPath()).toString()]
    }

    def archiveArtifacts(Object given) {
        Map map = checked('archiveArtifacts', given, 'artifacts')
        def found = files(map.artifacts as String)
        if (!found && !map.allowEmptyArchive) { throw new StepFailed("No artifacts found that match '${map.artifacts}'") }
        record.archived += found
    }

    def getEnv() { new Environment(values: environment) }

    def getCurrentBuild() { record }

    def methodMissing(String name, Object arguments) {
        if (program && program.metaClass.respondsTo(program, name, *arguments)) { return program."$name"(*arguments) }
        throw new Invalid("No such DSL method '${name}'")
    }

    def propertyMissing(String name) {
        if (environment.containsKey(name)) { return environment[name] }
        throw new Invalid("No such property: ${name}")
    }
}

/** A block in which only some words stand; each word's value is kept. */
class Section {
    String where
    Map words
    Map found = [:]

    static Map read(String where, Map words, Closure body) {
        def section = new Section(where: where, words: words)
        body.delegate = section
        body.resolveStrategy = Closure.DELEGATE_ONLY
        body()
        return section.found
    }

    def methodMissing(String name, Object arguments) {
        if (!words.containsKey(name)) { throw new Invalid("${where}: no '${name}' here; expected ${words.keySet().join(', ')}") }
        if (found.containsKey(name) && words[name] != 'many') { throw new Invalid("${where}: '${name}' stands twice") }
        if (words[name] == 'many') { found.get(name, []) << arguments.toList() } else { found[name] = arguments.toList() }
        return name
    }

    def propertyMissing(String name) {
        if (name in ['any', 'none']) { return name }
        throw new Invalid("${where}: no '${name}' here")
    }
}

class Assignments {
    Steps steps

    void setProperty(String name, Object value) {
        if (name == 'steps') { this.@steps = value } else { steps.environment[name] = value as String }
    }

    def propertyMissing(String name) { steps.propertyMissing(name) }

    def methodMissing(String name, Object arguments) { throw new Invalid("environment: no '${name}' here") }
}

class Pipeline {
    static final Map TOP = [agent: '', options: '', environment: '', stages: '', post: '']
    static final Map STAGE = [agent: '', environment: '', when: '', steps: '', post: '', options: '']
    static final Map OPTIONS = [timeout: '', disableConcurrentBuilds: '', buildDiscarder: '', timestamps: '',
        skipDefaultCheckout: '', ansiColor: '', quietPeriod: '']
    static final Map WHEN = [changeRequest: '', branch: '', expression: '', not: '', anyOf: '', allOf: '', beforeAgent: '']
    static final List POST = ['always', 'changed', 'fixed', 'regression', 'aborted', 'failure', 'success', 'unstable',
        'unsuccessful', 'cleanup']

    Steps steps

    void run(Closure body) {
        Map top = Section.read('pipeline', TOP, body)
        ['agent', 'stages'].each { if (!top[it]) { throw new Invalid("pipeline: '${it}' is missing") } }
        if (top.options) { Section.read('options', OPTIONS, top.options[0]) }
        if (top.environment) { assign(top.environment[0]) }
        Map stages = Section.read('stages', [stage: 'many'], top.stages[0])
        List read = stages.stage.collect { [it[0], Section.read("stage ${it[0]}", STAGE, it[1])] }
        read.each { if (!it[1].steps) { throw new Invalid("stage ${it[0]}: 'steps' is missing") } }
        Map post = top.post ? conditions(top.post[0]) : [:]
        read.each { stage(it[0], it[1]) }
        after(post)
    }

    void stage(String name, Map stage) {
        if (steps.record.result == 'FAILURE') { skip(name, 'an earlier stage failed'); return }
        if (stage.when && !holds(Section.read('when', WHEN, stage.when[0]))) { skip(name, 'when'); return }
        if (stage.environment) { assign(stage.environment[0]) }
        println("[Pipeline] stage ${name}")
        steps.record.stages << name
        guarded { steps.run(stage.steps[0]) }
        if (stage.post) { after(conditions(stage.post[0])) }
    }

    void skip(String name, String why) {
        println("Stage ${name} skipped due to ${why}")
        steps.record.skipped << name
    }

    boolean holds(Map when) {
        when.every { name, given ->
            switch (name) {
                case 'changeRequest': return steps.environment.CHANGE_ID != null
                case 'branch': return steps.environment.BRANCH_NAME == given[0]
                case 'expression': return steps.run(given[0])
                case 'not': return !holds(Section.read('not', WHEN, given[0]))
                case 'anyOf': return Section.read('anyOf', WHEN, given[0]).any { n, g -> holds([(n): g]) }
                case 'allOf': return holds(Section.read('allOf', WHEN, given[0]))
                default: return true
            }
        }
    }

    Map conditions(Closure body) { Section.read('post', POST.collectEntries { [(it): ''] }, body) }

    void after(Map post) {
        POST.findAll { post[it] && wanted(it) }.each { condition -> guarded { steps.run(post[condition][0]) } }
    }

    boolean wanted(String condition) {
        switch (condition) {
            case ['always', 'cleanup']: return true
            case 'unsuccessful': return steps.record.result != 'SUCCESS'
            default: return steps.record.result.toLowerCase() == condition
        }
    }

    void assign(Closure body) {
        body.delegate = new Assignments(steps: steps)
        body.resolveStrategy = Closure.DELEGATE_ONLY
        body()
    }

    void guarded(Closure body) {
        try {
            body()
        } catch (StepFailed failed) {
            steps.say("ERROR: ${failed.message}")
            steps.worsen('FAILURE')
        }
    }
}

def spec = new JsonSlurper().parse(new File(args[2]))
def steps = new Steps(workspace: new File(args[1]).canonicalFile, environment: [:] + spec.environment, credentials: spec.credentials,
    path: spec.path)
steps.environment.WORKSPACE = steps.workspace.path
try {
    def configuration = new CompilerConfiguration(scriptBaseClass: Program.name)
    steps.program = new GroovyShell(Program.classLoader, new Binding(running: steps), configuration).parse(new File(args[0]))
    steps.program.run()
} catch (Invalid | CompilationFailedException | MissingPropertyException |
    MissingMethodException invalid) {
    println("INVALID: ${invalid.message}")
    System.exit(3)
}
println("RESULT ${JsonOutput.toJson(steps.record)}")
System.exit(['SUCCESS': 0, 'FAILURE': 1, 'UNSTABLE': 2][steps.record.result])
