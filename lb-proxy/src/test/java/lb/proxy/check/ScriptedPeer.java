package lb.proxy.check;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A server on loopback that does the same with everybody: says something, hears something, and ends in some way. */
final class ScriptedPeer implements AutoCloseable {
    private final ServerSocket listening;
    private final List<String> acts;

    /**
     * A peer.
     *
     * @param acts {@code "hear"} something, {@code "close"}, {@code "reset"}, {@code "wait"} until the other side goes, or
     *     what is said, a byte for each character
     */
    ScriptedPeer(String... acts) throws IOException {
        this.acts = List.of(acts);
        listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> meet(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void meet(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            byte[] heard = new byte[4096];
            for (String act : acts) {
                switch (act) {
                    case "hear" -> {
                        if (in.read(heard) < 0) {
                            return;
                        }
                    }
                    case "close" -> {
                        client.shutdownOutput();
                        in.transferTo(java.io.OutputStream.nullOutputStream());
                    }
                    case "reset" -> client.setSoLinger(true, 0);
                    case "wait" -> in.transferTo(java.io.OutputStream.nullOutputStream());
                    default -> client.getOutputStream().write(act.getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException e) {
            // The checks reset their connections: that is how they end.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
