package lb.admin.config;

import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import lb.admin.config.NodesReader.Nodes;
import lb.admin.problem.BrokenFileException;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;
import lb.proxy.settings.ProxySettings;

/**
 * Reads one file: first who takes part, then, as each node will see it, everything else. The reading for this node
 * gives the configuration; those for the others are only for the problems they find.
 */
final class ConfigurationReader {
    private final Hocon hocon;
    private final Path file;
    private final Problems problems;
    private final NodeIdentity identity;
    private final Map<String, String> environment;
    private final HostNames hostNames;

    /**
     * @param file beside which relative paths are
     * @param problems what is known to be wrong already
     */
    ConfigurationReader(
            Hocon hocon,
            Path file,
            Problems problems,
            NodeIdentity identity,
            Map<String, String> environment,
            HostNames hostNames) {
        this.hocon = hocon;
        this.file = file;
        this.problems = problems;
        this.identity = identity;
        this.environment = environment;
        this.hostNames = hostNames;
    }

    /** @throws BrokenFileException when a substitution has no value */
    LoadResult read() {
        var places = new Places(hocon.files(), hocon.translated());
        hocon.sources().forEach(one -> RepeatedKeys.refuse(one, problems));
        var reading = new Reading(file, identity, false, problems, places, hostNames);
        var plain = hocon.resolveOnly(Keys.NODES.name(), environment);
        var nodes = NodesReader.read(top(reading, hocon, plain));

        // Without knowing who we are, the file as a whole is judged as the first node sees it.
        var unknown = nodes.self().isEmpty() && !nodes.all().isEmpty();
        var self = unknown ? nodes.all().getFirst().name() : nodes.self();
        var here = new Reading(file, identity, unknown, problems, places, hostNames);
        var configuration = readAs(here, hocon, nodes, self);
        for (var other : nodes.all()) {
            if (!other.name().equals(self) && !other.override().isEmpty()) {
                var found = new Problems();
                readAs(new Reading(file, identity, true, found, places, hostNames), hocon, nodes, other.name());
                problems.addErrors(found);
            }
        }
        var warnings = problems.warnings(hocon.files());
        var notes = problems.notes(hocon.files());
        return problems.broken()
                ? new LoadResult.Broken(problems.errors(hocon.files()), problems.errorCount(), warnings, notes)
                : new LoadResult.Loaded(configuration, warnings, notes);
    }

    private Configuration readAs(Reading reading, Hocon hocon, Nodes nodes, String self) {
        var root = hocon.resolve(nodes.override(self), environment);
        var whole = top(reading, hocon, root);
        var top = Objects.requireNonNull(Section.of(whole, Keys.TOP, "", ""));
        var defaults = Defaults.read(top);
        var logTargets = LogReader.read(top);
        var ruleNames = RuleNames.read(top);
        var limits = LimitKeys.process(top);
        var tls = TlsDefaults.read(top, limits.http2() != null);
        var frontends = FrontendReader.read(top, defaults, tls, logTargets, ruleNames);
        var backends = BackendReader.read(top, defaults, tls, ruleNames);
        var stats = StatsReader.read(top, tls);
        var runtime = RuntimeReader.read(top);
        var virtualIps = VirtualIpReader.read(top, nodes, self, frontends, backends);
        var fixed = StaticReader.read(top, virtualIps.routers());
        var lifeline = LifelineReader.read(top, nodes, self);
        References.check(top, frontends, backends, stats);
        var spans = TracingKeys.spans(top);
        if (spans != null
                && frontends.stream().allMatch(one -> one.settings().http().tracing() == null)) {
            top.warning("tracing.otlp has no effect: no frontend has tracing");
        }
        var proxy = new ProxySettings(
                        top.get(
                                Keys.THREADS,
                                Math.min(1024, Runtime.getRuntime().availableProcessors())),
                        top.orStandard(Keys.TRANSPORT),
                        limits,
                        top.orStandard(Keys.SPREAD_CHECKS),
                        frontends.stream().map(FrontendReader.Read::settings).toList(),
                        backends.stream().map(BackendReader.Read::settings).toList())
                .with(tls.provider());
        if (frontends.isEmpty()
                && stats == null
                && virtualIps.routers().isEmpty()
                && fixed.isEmpty()
                && !reading.problems().broken()) {
            var nothing = "does nothing (expected: frontends, virtual-ips or stats)";
            if (top.has(RuntimeKeys.RUNTIME)) {
                // It can be asked for its state, as HAProxy can that was just installed.
                top.warning(nothing);
            } else {
                top.error(nothing);
            }
        }
        return new Configuration(
                self,
                proxy,
                virtualIps.routers(),
                fixed,
                virtualIps.clouds(),
                virtualIps.serves(),
                lifeline,
                top.orStandard(LifelineKeys.REAL_TIME),
                stats == null ? null : stats.settings(),
                runtime,
                logTargets,
                spans,
                tls.watch(),
                ReloadKeys.watch(top, hocon.files()),
                ShownConfiguration.of(whole),
                StopKeys.drain(top));
    }

    private static Value top(Reading reading, Hocon hocon, ConfigObject root) {
        return new Value(
                reading, "", "", root, hocon.raw(), new Place(hocon.files().getFirst(), 0), false);
    }
}
