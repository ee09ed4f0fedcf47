package lb.proxy.http2;

/** Where strings of Huffman's code are decoded to. One is enough for all connections of an event loop. */
final class HpackScratch {
    private final Octets name = new Octets(256);
    private final Octets value = new Octets(1024);

    Octets name() {
        return name;
    }

    Octets value() {
        return value;
    }
}
