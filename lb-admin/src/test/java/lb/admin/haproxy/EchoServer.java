package lb.admin.haproxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * A server that answers with its name and what it was asked: {@code one\nGET /path HTTP/1.1\nhost: x\n…}, fields in small letters
 * and in order, so that two proxies' ways of writing are the same. The path says how: {@code /status/500}, {@code /wait/200} (ms
 * before the answer), {@code /set-cookie/A=1}, {@code /field/Name:value}, {@code /close} (no answer), {@code /junk}, {@code /chunked},
 * {@code /no-length}, {@code /last} (with Connection: close). A connection that begins with PING or another word than a method in
 * capitals and a path gets {@code one: } and the bytes back. A PROXY header of version 1 is told as a line {@code proxy: …}, its
 * ports as P.
 */
final class EchoServer implements AutoCloseable {
    private final String name;
    private final ServerSocket socket;

    private EchoServer(String name, ServerSocket socket) {
        this.name = name;
        this.socket = socket;
    }

    static EchoServer start(String name) throws IOException {
        EchoServer server = new EchoServer(name, new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1")));
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket accepted = socket.accept();
                Thread.ofVirtual().start(() -> serve(accepted));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket accepted) {
        try (accepted) {
            InputStream in = new BufferedInputStream(accepted.getInputStream());
            String proxy = "";
            String first = line(in);
            if (first != null && first.startsWith("PROXY ")) {
                proxy = "proxy: " + first.replaceAll(" \\d+ \\d+$", " P P") + "\n";
                first = line(in);
            }
            while (first != null) {
                if (!first.matches("[A-Z]+ \\S+ HTTP/1\\.[01]")) {
                    send(accepted, name + ": " + first + "\n" + proxy);
                } else if (!answer(accepted, in, first, proxy)) {
                    return;
                }
                first = line(in);
            }
        } catch (IOException e) {
            // The proxy was gone.
        }
    }

    /** @return whether the connection goes on */
    private boolean answer(Socket accepted, InputStream in, String first, String proxy) throws IOException {
        List<String> fields = new ArrayList<>();
        int length = 0;
        boolean chunked = false;
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            String field = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            fields.add(field + ": " + value);
            if (field.equals("content-length")) {
                length = Integer.parseInt(value);
            }
            chunked |= field.equals("transfer-encoding");
        }
        Collections.sort(fields);
        String body = chunked ? chunks(in) : new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        String path = first.split(" ")[1];
        String said = name + "\n" + first + "\n" + proxy + String.join("\n", fields) + "\n" + body;
        return answer(accepted, first.startsWith("HEAD"), path, said);
    }

    private static boolean answer(Socket accepted, boolean head, String path, String said) throws IOException {
        if (path.startsWith("/close")) {
            return false;
        }
        if (path.startsWith("/junk")) {
            send(accepted, "no HTTP\r\n\r\n");
            return false;
        }
        if (path.startsWith("/wait/")) {
            LockSupport.parkNanos(Integer.parseInt(path.substring(6)) * 1_000_000L);
        }
        String status = path.startsWith("/status/") ? path.substring(8, 11) : "200";
        String field = "";
        if (path.startsWith("/set-cookie/")) {
            field = "Set-Cookie: " + path.substring(12) + "\r\n";
        } else if (path.startsWith("/field/")) {
            field = path.substring(7).replace(":", ": ").replace("%20", " ") + "\r\n";
        }
        String begin = "HTTP/1.1 " + status + " Said\r\nServer: echo\r\n" + field;
        String body = head ? "" : said;
        if (path.startsWith("/chunked")) {
            send(
                    accepted,
                    begin + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                            + "\r\n0\r\n\r\n");
            return true;
        }
        if (path.startsWith("/no-length")) {
            send(accepted, begin + "\r\n" + body);
            return false;
        }
        boolean last = path.startsWith("/last");
        send(
                accepted,
                begin + (last ? "Connection: close\r\n" : "") + "Content-Length: " + said.length() + "\r\n\r\n" + body);
        return !last;
    }

    private static String chunks(InputStream in) throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            String size = line(in);
            int bytes = Integer.parseInt(size == null ? "0" : size.strip(), 16);
            body.append(new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1));
            line(in);
            if (bytes == 0) {
                return body.toString();
            }
        }
    }

    private static void send(Socket accepted, String text) throws IOException {
        accepted.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Null at the end. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
