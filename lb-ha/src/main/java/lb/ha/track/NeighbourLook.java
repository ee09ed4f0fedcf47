package lb.ha.track;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import lb.ha.address.AddressException;
import lb.ha.address.AddressProbe;
import lb.ha.address.AddressProbe.Target;
import org.jspecify.annotations.Nullable;

/**
 * Whether a neighbour answers ARP, or neighbour solicitations in IPv6: it is missed when it was silent three times in a
 * row, and back when it has answered twice. One that cannot be asked, as its interface is down or, in IPv6, has no
 * link-local address to ask from, is silent.
 */
final class NeighbourLook implements Look {
    static final int FALL = 3;
    static final int RISE = 2;

    private static final long WAIT_NANOS = Duration.ofMillis(200).toNanos();

    /** Asks once. */
    interface Question extends AutoCloseable {
        boolean answered() throws IOException;

        @Override
        default void close() {}
    }

    private final Question question;
    private boolean missed;
    /** How many answers in a row, or silences, speak against that. */
    private int against;

    NeighbourLook(Question question) {
        this.question = question;
    }

    /** One on the network of an interface. */
    static NeighbourLook on(String interfaceName, InetAddress address) {
        return new NeighbourLook(new ProbeQuestion(new Target(interfaceName, address)));
    }

    @Override
    public int see() throws IOException {
        boolean answered = question.answered();
        against = answered == missed ? against + 1 : 0;
        if (against >= (missed ? RISE : FALL)) {
            missed = !missed;
            against = 0;
        }
        return missed ? 1 : 0;
    }

    @Override
    public void close() {
        question.close();
    }

    /** By the thread that looks only. */
    private static final class ProbeQuestion implements Question {
        private final Target target;
        private @Nullable AddressProbe probe;

        ProbeQuestion(Target target) {
            this.target = target;
        }

        @Override
        public boolean answered() throws IOException {
            try {
                if (probe == null) {
                    probe = AddressProbe.open();
                }
                return probe.answers(target, WAIT_NANOS);
            } catch (AddressException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            if (probe != null) {
                probe.close();
            }
        }
    }
}
