package lb.admin.haproxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** HTTP/1, or lines. */
final class ComparedHttp1 implements ComparedClient {
    private final Socket socket;
    private final InputStream in;

    ComparedHttp1(Socket socket) throws IOException {
        this.socket = socket;
        in = ComparedAnswer.buffered(socket.getInputStream());
    }

    @Override
    public ComparedAnswer exchange(ComparedScript.Exchange exchange) throws IOException {
        socket.getOutputStream().write(exchange.sent().getBytes(StandardCharsets.ISO_8859_1));
        return exchange.http() ? ComparedAnswer.response(in, exchange.isHead()) : ComparedAnswer.line(in);
    }

    @Override
    public boolean isClosed() {
        try {
            socket.setSoTimeout(40);
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
