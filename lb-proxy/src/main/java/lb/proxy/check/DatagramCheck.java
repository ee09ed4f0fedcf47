package lb.proxy.check;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lb.proxy.datagram.DatagramBatch;
import lb.proxy.datagram.Datagrams;
import lb.proxy.datagram.UdpSocket;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.CheckTarget;
import lb.proxy.linux.Errno;
import lb.proxy.loop.NanoClock;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.DnsCode;
import org.jspecify.annotations.Nullable;

/**
 * One check by datagrams: one socket, one datagram, one deadline, one result. Everything happens on one event loop.
 *
 * <pre>
 *  send --no such source--> SOCKERR   --nothing left here--> EXHAUSTED   --no way there--> L4CON
 *    |
 *    +--Dns------> reply --> L7OK, L7STS, L7RSP    --ICMP unreachable--> L4CON   --deadline--> L7TOUT
 *    +--Datagram-> reply --> L7OK, L7RSP, or L4OK where nothing is expected; then the deadline is L4OK as well
 * </pre>
 */
final class DatagramCheck {
    /** As much of a wrong reply as is kept, for log lines and the statistics. */
    private static final int SHOWN = 60;

    private final CheckTarget target;
    private final CheckSettings.DatagramProbe probe;
    private final NanoClock clock;
    private final Consumer<CheckResult> ended;
    private final DatagramBatch batch;
    private final @Nullable DnsQuery query;
    private final long startedAt;
    private boolean over;
    private @Nullable UdpSocket socket;
    private @Nullable Future<?> deadline;

    /**
     * @param id of the query, 0 to 65535, drawn anew for each check
     * @param batch for what is sent and received
     * @param ended told the result, once, on the event loop; possibly before {@link #start} returns
     */
    DatagramCheck(
            CheckTarget target,
            CheckSettings.DatagramProbe probe,
            int id,
            NanoClock clock,
            DatagramBatch batch,
            Consumer<CheckResult> ended) {
        this.target = target;
        this.probe = probe;
        this.clock = clock;
        this.batch = batch;
        this.ended = ended;
        query = probe instanceof CheckSettings.Dns dns ? new DnsQuery(id, dns) : null;
        startedAt = clock.nanoTime();
    }

    /** Starts it. Once, on the event loop. */
    void start(EventLoop loop, Datagrams datagrams) {
        deadline = loop.schedule(this::timedOut, target.check().timeout().toNanos(), TimeUnit.NANOSECONDS);
        InetAddress source = target.source();
        try {
            UdpSocket opened = datagrams.connect((InetSocketAddress) target.address(), source);
            socket = opened;
            opened.onReadable(this::readable);
            batch.put(0, bytes());
            int sent = opened.send(batch, 0, 1, null);
            if (sent < 0) {
                failed(-sent);
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Gives up without a result. On the event loop. */
    void cancel() {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (socket != null) {
            socket.close();
        }
    }

    private byte[] bytes() {
        return switch (probe) {
            case CheckSettings.Dns dns -> query == null ? new byte[0] : query.message();
            case CheckSettings.Datagram datagram -> datagram.send().getBytes(StandardCharsets.ISO_8859_1);
        };
    }

    private void end(CheckStatus status, int code, String info) {
        if (!over) {
            cancel();
            long millis = TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - startedAt);
            ended.accept(new CheckResult(status, code, millis, info));
        }
    }

    private void timedOut() {
        boolean silenceIsFine = probe instanceof CheckSettings.Datagram datagram && datagram.expect() == null;
        end(silenceIsFine ? CheckStatus.L4OK : CheckStatus.L7TOUT, CheckResult.NO_CODE, "");
    }

    /** There is no socket. */
    private void failed(IOException cause) {
        CheckStatus status;
        if (SocketFailure.isShortage(cause, target.source() != null)) {
            status = CheckStatus.EXHAUSTED;
        } else {
            status = SocketFailure.isLocal(cause) ? CheckStatus.SOCKERR : CheckStatus.L4CON;
        }
        end(status, CheckResult.NO_CODE, SocketFailure.words(cause));
    }

    /** The datagram could not be sent, or came back. */
    private void failed(int error) {
        CheckStatus status = Errno.isShortage(error) ? CheckStatus.EXHAUSTED : CheckStatus.L4CON;
        end(status, CheckResult.NO_CODE, Errno.words(error));
    }

    private void readable() {
        if (socket == null) {
            return;
        }
        int count = socket.receive(batch);
        if (count < 0) {
            failed(-count);
        }
        for (int i = 0; i < count && !over; i++) {
            judge(batch.bytes(i));
        }
    }

    private void judge(byte[] reply) {
        switch (probe) {
            case CheckSettings.Dns dns -> judge(dns, reply);
            case CheckSettings.Datagram datagram -> judge(datagram, reply);
        }
    }

    private void judge(CheckSettings.Dns dns, byte[] reply) {
        int code = query == null ? DnsQuery.INVALID : query.judge(reply);
        switch (code) {
            case DnsQuery.FOREIGN -> {}
            case DnsQuery.INVALID -> end(CheckStatus.L7RSP, CheckResult.NO_CODE, "");
            default -> {
                DnsCode[] known = DnsCode.values();
                boolean passed = code < known.length && dns.expected().contains(known[code]);
                String name = code < known.length ? known[code].name() : "";
                end(passed ? CheckStatus.L7OK : CheckStatus.L7STS, code, name);
            }
        }
    }

    private void judge(CheckSettings.Datagram datagram, byte[] reply) {
        String expected = datagram.expect();
        if (expected == null) {
            end(CheckStatus.L4OK, CheckResult.NO_CODE, "");
            return;
        }
        String text = new String(reply, StandardCharsets.ISO_8859_1);
        boolean passed = text.contains(expected);
        end(passed ? CheckStatus.L7OK : CheckStatus.L7RSP, CheckResult.NO_CODE, passed ? "" : shown(text));
    }

    private static String shown(String text) {
        return text.substring(0, Math.min(text.length(), SHOWN)).replaceAll("[^ -~]", "?");
    }
}
