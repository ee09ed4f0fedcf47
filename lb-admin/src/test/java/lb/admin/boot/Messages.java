package lb.admin.boot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;

/** A request and the answer that it gets; the proxy forwards both byte for byte. */
record Messages(byte[] request, byte[] response) {
    private static final String HOST = "Host: www.example.com\r\nUser-Agent: test\r\nAccept: */*\r\n";

    static final Messages SHORT = of("GET /a/path?with=query HTTP/1.1\r\n" + HOST + "\r\n", length(1024));
    static final Messages LONG = of("POST /a/path HTTP/1.1\r\n" + HOST + length(32768), length(65536));
    static final Messages CHUNKED = of("POST /a/path HTTP/1.1\r\n" + HOST + chunks(2), chunks(4));

    /** As HTTP/2 becomes HTTP/1.1: names in small letters, Host first. */
    static final Messages SHORT_2 =
            of("GET /a/path?with=query HTTP/1.1\r\n" + HOST.toLowerCase(Locale.ROOT) + "\r\n", length(1024));

    static final Messages LONG_2 =
            of("POST /a/path HTTP/1.1\r\n" + (HOST + length(32768)).toLowerCase(Locale.ROOT), length(65536));

    private static Messages of(String request, String fieldsAndBody) {
        String response = "HTTP/1.1 200 OK\r\nServer: origin\r\n" + fieldsAndBody;
        return new Messages(request.getBytes(ISO_8859_1), response.getBytes(ISO_8859_1));
    }

    private static String length(int bytes) {
        return "Content-Length: " + bytes + "\r\n\r\n" + "x".repeat(bytes);
    }

    private static String chunks(int count) {
        return "Transfer-Encoding: chunked\r\n\r\n"
                + ("2000\r\n" + "x".repeat(0x2000) + "\r\n").repeat(count)
                + "0\r\n\r\n";
    }
}
