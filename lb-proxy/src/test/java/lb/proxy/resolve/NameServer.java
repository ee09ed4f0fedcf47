package lb.proxy.resolve;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import lb.proxy.settings.Resolver;

/** A name server on loopback that tells everybody the address of the moment. */
public final class NameServer implements AutoCloseable {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final String name;
    private final AtomicInteger questions = new AtomicInteger();
    private volatile String address = "127.0.0.1";

    /** @param name of which it knows */
    public NameServer(String name) throws IOException {
        this.name = name;
        Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
        try {
            while (!socket.isClosed()) {
                DatagramPacket question = new DatagramPacket(new byte[1500], 1500);
                socket.receive(question);
                questions.incrementAndGet();
                byte[] bytes = question.getData();
                int id = (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
                byte[] answer = DnsBytes.response(id, 0, name, DnsBytes.A, 1, 0)
                        .a(name, 0, address)
                        .bytes();
                socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    /** From now on the name leads there. */
    public void address(String other) {
        address = other;
    }

    /** How many have come. */
    public int questions() {
        return questions.get();
    }

    /** That asks it twenty times a second. */
    public Resolver resolver() {
        return new Resolver(
                "dns",
                List.of((InetSocketAddress) socket.getLocalSocketAddress()),
                3,
                new Resolver.Timeouts(Duration.ofMillis(50), Duration.ofSeconds(5)),
                new Resolver.Hold(LONG, LONG, LONG, LONG, LONG, Duration.ZERO),
                1232);
    }

    @Override
    public void close() {
        socket.close();
    }
}
