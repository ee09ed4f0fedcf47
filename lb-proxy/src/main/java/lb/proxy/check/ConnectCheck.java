package lb.proxy.check;

import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.CheckTarget;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.TcpProbe;
import lb.proxy.loop.TcpProbes;
import org.jspecify.annotations.Nullable;

/**
 * The checks of one server that only connect, one after another; what {@link Check} would find, with nothing made for each
 * but its result. Everything happens on one event loop.
 */
final class ConnectCheck implements CheckCycle.Probing, TcpProbe.User, Runnable {
    private final CheckTarget target;
    private final Finding passed;
    private final String where;
    private final CheckLoop loop;
    private final TcpProbes probes;
    private final CheckCycle.Probing others;
    private final Deadline deadline = new Deadline(this::timedOut);
    private final long timeoutNanos;
    private long startedAt;

    /** Null while none runs, as is the next. */
    private @Nullable Consumer<CheckResult> ended;

    private @Nullable TcpProbe probe;

    /**
     * Those of one server.
     *
     * @param steps which {@link #isAll}
     * @param others for an address that is not of the network
     */
    ConnectCheck(CheckTarget target, Steps steps, CheckLoop loop, TcpProbes probes, CheckCycle.Probing others) {
        this.target = target;
        this.loop = loop;
        this.probes = probes;
        this.others = others;
        passed = steps.passed();
        where = ((Step.Connect) steps.steps().getFirst()).where();
        timeoutNanos = target.check().timeout().toNanos();
    }

    /** Whether nothing is done but to connect, and nothing asked of the connection that others may have no use for. */
    static boolean isAll(Steps steps, CheckTarget target) {
        return steps.steps().size() == 1
                && steps.steps().getFirst() instanceof Step.Connect connect
                && connect.port() == 0
                && !connect.tls()
                && !connect.sendProxy()
                && !connect.politely()
                && target.source() == null
                && target.tcp().isStandard();
    }

    @Override
    public Runnable start(Consumer<CheckResult> told) {
        if (!(target.address() instanceof InetSocketAddress to)) {
            return others.start(told);
        }
        ended = told;
        startedAt = loop.clock().nanoTime();
        try {
            probe = probes.connect(to, this);
            loop.wheel().arm(deadline, startedAt, timeoutNanos);
        } catch (IOException | ChannelException e) {
            failed(e);
        }
        return this;
    }

    /** Gives up without a result. */
    @Override
    public void run() {
        ended = null;
        loop.wheel().disarm(deadline);
        TcpProbe given = probe;
        probe = null;
        if (given != null) {
            given.cancel();
        }
    }

    @Override
    public void opened() {
        probe = null;
        end(passed);
    }

    @Override
    public void failed(IOException cause) {
        probe = null;
        failed((Exception) cause);
    }

    private void timedOut() {
        end(new Finding(CheckStatus.L4TOUT, CheckResult.NO_CODE, where));
    }

    private void failed(Exception cause) {
        CheckStatus status;
        if (SocketFailure.isShortage(cause, false)) {
            status = CheckStatus.EXHAUSTED;
        } else {
            status = SocketFailure.isLocal(cause) ? CheckStatus.SOCKERR : CheckStatus.L4CON;
        }
        end(new Finding(status, CheckResult.NO_CODE, SocketFailure.words(cause) + where));
    }

    private void end(Finding finding) {
        Consumer<CheckResult> told = ended;
        run();
        if (told != null) {
            long nanos = loop.clock().nanoTime() - startedAt;
            told.accept(finding.result(TimeUnit.NANOSECONDS.toMillis(nanos)));
        }
    }
}
