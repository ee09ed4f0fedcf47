package lb.proxy.check;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import lb.proxy.datagram.DatagramBatch;
import lb.proxy.datagram.Datagrams;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.CheckTarget;
import lb.proxy.loop.NanoClock;
import lb.proxy.loop.Sockets;
import lb.proxy.loop.TcpProbes;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.ConnectTls;
import lb.proxy.tls.ConnectContext;

/** Checks servers on event loops, spread over their interval; never more than one check of a server at a time. */
public final class HealthChecks implements AutoCloseable {
    private final int spread;
    private final EventLoopGroup loops;
    private final Sockets sockets;
    private final NanoClock clock;
    private final Shortage shortage = new Shortage();
    private final Map<EventLoop, CheckLoop> contexts = new HashMap<>();
    private final Map<CheckLoop, DatagramSockets> datagrams = new HashMap<>();

    private Map<CheckTarget, CheckCycle> cycles = new HashMap<>();

    /** What those that speak TLS have of files. */
    private Function<ConnectTls, ConnectContext> tls;

    private HealthChecks(
            Function<ConnectTls, ConnectContext> tls,
            int spread,
            EventLoopGroup loops,
            Sockets sockets,
            NanoClock clock) {
        this.tls = tls;
        this.spread = spread;
        this.loops = loops;
        this.sockets = sockets;
        this.clock = clock;
    }

    /**
     * Begins to check; the first check of each server starts within its interval.
     *
     * @param targets what to check; each is bound to one event loop
     * @param tls what those of them that speak TLS have of files
     * @param spread as {@link lb.proxy.settings.ProxySettings#spreadChecks}
     * @param loops where the checks run
     * @param sockets those that these loops can drive
     */
    public static HealthChecks start(
            List<? extends CheckTarget> targets,
            Function<ConnectTls, ConnectContext> tls,
            int spread,
            EventLoopGroup loops,
            Sockets sockets,
            NanoClock clock) {
        HealthChecks checks = new HealthChecks(tls, spread, loops, sockets, clock);
        checks.become(targets, tls);
        return checks;
    }

    /**
     * The same for checks whose files are read now.
     *
     * @throws IllegalArgumentException if one of them cannot be used
     */
    static HealthChecks start(
            List<? extends CheckTarget> targets, int spread, EventLoopGroup loops, Sockets sockets, NanoClock clock) {
        return start(targets, TlsContext::read, spread, loops, sockets, clock);
    }

    /**
     * Checks these from now on: those that were checked before go on as they did. Any thread; does not wait.
     *
     * @param with what those that speak TLS have of files
     */
    public synchronized void become(List<? extends CheckTarget> targets, Function<ConnectTls, ConnectContext> with) {
        tls = with;
        Map<CheckTarget, CheckCycle> former = cycles;
        cycles = new HashMap<>();
        List<CheckCycle> begun = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            CheckTarget target = targets.get(i);
            CheckCycle cycle = former.remove(target);
            if (cycle == null) {
                cycle = cycle(target, i, targets.size());
                begun.add(cycle);
            }
            cycles.put(target, cycle);
        }
        former.values().forEach(CheckCycle::stop);
        begun.forEach(CheckCycle::start);
    }

    private CheckCycle cycle(CheckTarget target, int number, int all) {
        CheckSchedule schedule = CheckSchedule.of(
                clock.nanoTime(),
                target.interval(),
                number,
                all,
                ThreadLocalRandom.current().nextDouble());
        CheckLoop loop = contexts.computeIfAbsent(loops.next(), one -> CheckLoop.of(one, sockets, clock, spread));
        CheckCycle.Probing probing = switch (target.check().probe()) {
            case CheckSettings.StreamProbe _ -> stream(target, loop);
            case CheckSettings.DatagramProbe probe ->
                datagram(target, probe, loop, datagrams.computeIfAbsent(loop, DatagramSockets::of));
        };
        return new CheckCycle(target, schedule, loop, probing, shortage);
    }

    /** What the checks by datagrams of one loop share: each has used the batch up before it returns. */
    private record DatagramSockets(Datagrams opener, DatagramBatch batch) {
        static DatagramSockets of(CheckLoop loop) {
            return new DatagramSockets(Datagrams.of(loop.sockets(), loop.loop()), new DatagramBatch());
        }
    }

    private CheckCycle.Probing stream(CheckTarget target, CheckLoop loop) {
        CheckSettings settings = target.check();
        Steps steps = Steps.of(settings);
        ConnectTls asked = settings.place().tls();
        TlsContext spoken = asked == null ? null : new TlsContext(asked, tls.apply(asked));
        CheckCycle.Probing any = ended -> {
            // What an agent is sent can be changed while it runs; of other checks only the place, which the target
            // knows.
            CheckSettings now = target.check();
            Check check = new Check(
                    new Destination(target.address(), target.source(), spoken),
                    now.equals(settings) ? steps : Steps.of(now),
                    loop.clock(),
                    (finding, millis) -> ended.accept(result(settings, finding, millis)));
            check.start(
                    loop.loop(),
                    loop.sockets().clientSockets(target.address(), target.tcp()),
                    settings.timeout().toNanos());
            return check::cancel;
        };
        TcpProbes probes = loop.probes();
        return probes != null && ConnectCheck.isAll(steps, target)
                ? new ConnectCheck(target, steps, loop, probes, any)
                : any;
    }

    /** The line of an agent is for its reader, as a whole; of other answers as much is kept as is shown. */
    private static CheckResult result(CheckSettings settings, Finding finding, long millis) {
        return settings.probe() instanceof CheckSettings.Agent && finding.status() == CheckStatus.L7OK
                ? new CheckResult(finding.status(), finding.code(), millis, finding.info())
                : finding.result(millis);
    }

    private static CheckCycle.Probing datagram(
            CheckTarget target, CheckSettings.DatagramProbe probe, CheckLoop loop, DatagramSockets sockets) {
        SecureRandom ids = new SecureRandom();
        return ended -> {
            int id = ids.nextInt(1 << 16);
            DatagramCheck check = new DatagramCheck(target, probe, id, loop.clock(), sockets.batch(), ended);
            check.start(loop.loop(), sockets.opener());
            return check::cancel;
        };
    }

    /** Starts no further check and gives up the running ones, without a result. Any thread; does not wait. */
    @Override
    public synchronized void close() {
        cycles.values().forEach(CheckCycle::stop);
    }
}
