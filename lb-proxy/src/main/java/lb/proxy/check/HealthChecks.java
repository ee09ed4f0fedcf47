package lb.proxy.check;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
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
    private final List<CheckCycle> cycles;

    private final List<ConnectContext> tls;

    private HealthChecks(List<CheckCycle> cycles, List<ConnectContext> tls) {
        this.cycles = cycles;
        this.tls = tls;
    }

    /**
     * Begins to check; the first check of each server starts within its interval.
     *
     * @param targets what to check; each is bound to one event loop
     * @param spread as {@link lb.proxy.settings.ProxySettings#spreadChecks}
     * @param loops where the checks run
     * @param sockets those that these loops can drive
     */
    public static HealthChecks start(
            List<? extends CheckTarget> targets, int spread, EventLoopGroup loops, Sockets sockets, NanoClock clock) {
        List<CheckCycle> cycles = new ArrayList<>();
        List<ConnectContext> tls = new ArrayList<>();
        Shortage shortage = new Shortage();
        Map<EventLoop, CheckLoop> contexts = new HashMap<>();
        Map<CheckLoop, DatagramSockets> datagrams = new HashMap<>();
        for (CheckTarget target : targets) {
            CheckSchedule schedule = CheckSchedule.of(
                    clock.nanoTime(),
                    target.interval(),
                    cycles.size(),
                    targets.size(),
                    ThreadLocalRandom.current().nextDouble());
            CheckLoop loop = contexts.computeIfAbsent(loops.next(), one -> CheckLoop.of(one, sockets, clock, spread));
            CheckCycle.Probing probing = switch (target.check().probe()) {
                case CheckSettings.StreamProbe _ -> stream(target, loop, tls);
                case CheckSettings.DatagramProbe probe ->
                    datagram(target, probe, loop, datagrams.computeIfAbsent(loop, DatagramSockets::of));
            };
            cycles.add(new CheckCycle(target, schedule, loop, probing, shortage));
        }
        cycles.forEach(CheckCycle::start);
        return new HealthChecks(List.copyOf(cycles), List.copyOf(tls));
    }

    /** What the checks by datagrams of one loop share: each has used the batch up before it returns. */
    private record DatagramSockets(Datagrams opener, DatagramBatch batch) {
        static DatagramSockets of(CheckLoop loop) {
            return new DatagramSockets(Datagrams.of(loop.sockets(), loop.loop()), new DatagramBatch());
        }
    }

    private static CheckCycle.Probing stream(CheckTarget target, CheckLoop loop, List<ConnectContext> contexts) {
        CheckSettings settings = target.check();
        Steps steps = Steps.of(settings);
        ConnectTls asked = settings.place().tls();
        TlsContext tls = asked == null ? null : new TlsContext(asked);
        if (tls != null) {
            contexts.add(tls.context());
        }
        CheckCycle.Probing any = ended -> {
            // What an agent is sent can be changed while it runs; of other checks only the place, which the target
            // knows.
            CheckSettings now = target.check();
            Check check = new Check(
                    new Destination(target.address(), target.source(), tls),
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

    /** What the TLS of checks has of files. Any thread. */
    public List<ConnectContext> tls() {
        return tls;
    }

    /** Starts no further check and gives up the running ones, without a result. Any thread; does not wait. */
    @Override
    public void close() {
        cycles.forEach(CheckCycle::stop);
    }
}
