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
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.CheckTls;

/** Checks servers on event loops, spread over their interval; never more than one check of a server at a time. */
public final class HealthChecks implements AutoCloseable {
    private final List<CheckCycle> cycles;

    private HealthChecks(List<CheckCycle> cycles) {
        this.cycles = cycles;
    }

    /**
     * Begins to check; the first check of each server starts within its interval.
     *
     * @param targets what to check; each is bound to one event loop
     * @param loops where the checks run
     * @param sockets those that these loops can drive
     */
    public static HealthChecks start(
            List<? extends CheckTarget> targets, EventLoopGroup loops, Sockets sockets, NanoClock clock) {
        List<CheckCycle> cycles = new ArrayList<>();
        Shortage shortage = new Shortage();
        Map<EventLoop, DatagramSockets> datagrams = new HashMap<>();
        for (CheckTarget target : targets) {
            CheckSchedule schedule = CheckSchedule.of(
                    clock.nanoTime(),
                    target.interval(),
                    cycles.size(),
                    targets.size(),
                    ThreadLocalRandom.current().nextDouble());
            EventLoop loop = loops.next();
            CheckCycle.Probing probing = switch (target.check().probe()) {
                case CheckSettings.StreamProbe stream -> stream(target, loop, sockets, clock);
                case CheckSettings.DatagramProbe probe ->
                    datagram(
                            target,
                            probe,
                            loop,
                            datagrams.computeIfAbsent(loop, one -> DatagramSockets.of(sockets, one)),
                            clock);
            };
            cycles.add(new CheckCycle(target, schedule, loop, probing, clock, shortage));
        }
        cycles.forEach(CheckCycle::start);
        return new HealthChecks(List.copyOf(cycles));
    }

    /** What the checks by datagrams of one loop share: each has used the batch up before it returns. */
    private record DatagramSockets(Datagrams opener, DatagramBatch batch) {
        static DatagramSockets of(Sockets sockets, EventLoop loop) {
            return new DatagramSockets(Datagrams.of(sockets, loop), new DatagramBatch());
        }
    }

    private static CheckCycle.Probing stream(CheckTarget target, EventLoop loop, Sockets sockets, NanoClock clock) {
        CheckSettings settings = target.check();
        Steps steps = Steps.of(settings);
        CheckTls asked = settings.place().tls();
        TlsContext tls = asked == null ? null : new TlsContext(asked);
        long timeout = settings.timeout().toNanos();
        return ended -> {
            Check check = new Check(
                    new Destination(target.address(), target.source(), tls),
                    steps,
                    clock,
                    (finding, millis) -> ended.accept(result(settings, finding, millis)));
            check.start(loop, sockets.clientSockets(target.address(), target.tcp()), timeout);
            return check::cancel;
        };
    }

    /** The line of an agent is for its reader, as a whole; of other answers as much is kept as is shown. */
    private static CheckResult result(CheckSettings settings, Finding finding, long millis) {
        return settings.probe() instanceof CheckSettings.Agent && finding.status() == CheckStatus.L7OK
                ? new CheckResult(finding.status(), finding.code(), millis, finding.info())
                : finding.result(millis);
    }

    private static CheckCycle.Probing datagram(
            CheckTarget target,
            CheckSettings.DatagramProbe probe,
            EventLoop loop,
            DatagramSockets sockets,
            NanoClock clock) {
        SecureRandom ids = new SecureRandom();
        return ended -> {
            int id = ids.nextInt(1 << 16);
            DatagramCheck check = new DatagramCheck(target, probe, id, clock, sockets.batch(), ended);
            check.start(loop, sockets.opener());
            return check::cancel;
        };
    }

    /** Starts no further check and gives up the running ones, without a result. Any thread; does not wait. */
    @Override
    public void close() {
        cycles.forEach(CheckCycle::stop);
    }
}
