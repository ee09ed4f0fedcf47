package lb.admin.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import lb.admin.demo.ProbeSample.Outcome;

/**
 * A client that makes a new HTTP connection at a fixed pace, whether or not earlier ones were answered, and writes a
 * line for each: {@code start nanoseconds outcome server}. Run as a process of its own, in the namespace of a client.
 */
public final class Probe {
    private static final int MOST_BYTES = 4096;

    private final InetSocketAddress target;
    private final Duration patience;
    private final byte[] request;

    /** @param patience after which a request counts as not answered */
    Probe(InetSocketAddress target, Duration patience) {
        this.target = target;
        this.patience = patience;
        this.request = "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                .formatted(target.getAddress().getHostAddress())
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Arguments: address, port, microseconds between requests, patience in milliseconds, seconds until the end. */
    public static void main(String[] arguments) throws InterruptedException {
        var target = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        var pace = Duration.ofNanos(Long.parseLong(arguments[2]) * 1000);
        var patience = Duration.ofMillis(Long.parseLong(arguments[3]));
        var time = Duration.ofSeconds(Long.parseLong(arguments[4]));
        new Probe(target, patience).run(pace, time, System.out);
    }

    /** Asks every {@code pace} for {@code time}, or until nobody reads the lines any more. */
    void run(Duration pace, Duration time, PrintStream lines) throws InterruptedException {
        try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
            var begin = System.nanoTime();
            for (long n = 0; n < time.dividedBy(pace) && !lines.checkError(); n++) {
                var due = begin + n * pace.toNanos();
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                }
                requests.execute(() -> lines.println(ask().line()));
            }
        }
    }

    /** One request on a new connection. */
    ProbeSample ask() {
        var start = System.nanoTime();
        var outcome = Outcome.NO_ANSWER;
        var server = "-";
        try (var socket = new Socket()) {
            var connected = false;
            try {
                socket.setTcpNoDelay(true);
                socket.connect(target, (int) patience.toMillis());
                connected = true;
                socket.getOutputStream().write(request);
                var answer = answer(socket, start);
                outcome = outcome(answer);
                server = server(answer);
            } catch (SocketTimeoutException e) {
                outcome = Outcome.NO_ANSWER;
            } catch (NoRouteToHostException e) {
                outcome = Outcome.UNREACHABLE;
            } catch (IOException e) {
                outcome = connected ? Outcome.BROKEN : beforeConnection(e);
            }
        } catch (IOException e) {
            outcome = Outcome.BROKEN; // The close failed: nothing was served.
        }
        return new ProbeSample(start, System.nanoTime() - start, outcome, server);
    }

    /** "Connection refused" and "Network is unreachable" are one type in Java, and the second is of our own machine. */
    private static Outcome beforeConnection(IOException e) {
        return e instanceof ConnectException && String.valueOf(e.getMessage()).contains("refused")
                ? Outcome.REFUSED
                : Outcome.UNREACHABLE;
    }

    private String answer(Socket socket, long start) throws IOException {
        var bytes = new byte[MOST_BYTES];
        int length = 0;
        InputStream input = socket.getInputStream();
        while (length < bytes.length) {
            var left = patience.minusNanos(System.nanoTime() - start).toMillis();
            if (left <= 0) {
                throw new SocketTimeoutException("patience is over");
            }
            socket.setSoTimeout((int) left);
            int read = input.read(bytes, length, bytes.length - length);
            if (read < 0) {
                break;
            }
            length += read;
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** An answer is complete when the body has its announced length: a connection cut in the middle of it is broken. */
    static Outcome outcome(String answer) {
        int head = answer.indexOf("\r\n\r\n");
        if (!answer.startsWith("HTTP/1.") || answer.length() < 12 || head < 0) {
            return Outcome.BROKEN;
        }
        if (!answer.startsWith("200", 9)) {
            return Outcome.OTHER_STATUS;
        }
        for (var line : answer.substring(0, head).lines().toList()) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)
                    && !line.substring(15).strip().equals(Integer.toString(answer.length() - head - 4))) {
                return Outcome.BROKEN;
            }
        }
        return Outcome.ANSWERED;
    }

    /** The letters and digits the body begins with. */
    static String server(String answer) {
        int head = answer.indexOf("\r\n\r\n");
        if (head < 0) {
            return "-";
        }
        int end = head + 4;
        while (end < answer.length() && Character.isLetterOrDigit(answer.charAt(end))) {
            end++;
        }
        return end == head + 4 ? "-" : answer.substring(head + 4, end);
    }
}
