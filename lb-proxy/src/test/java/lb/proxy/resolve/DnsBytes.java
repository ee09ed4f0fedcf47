package lb.proxy.resolve;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** DNS messages, good and bad, byte by byte (RFC 1035 section 4). */
public final class DnsBytes {
    public static final int A = 1;
    static final int CNAME = 5;
    static final int AAAA = 28;
    static final int SRV = 33;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A response to a question, with so many records to come. */
    public static DnsBytes response(int id, int flags, String question, int type, int answers, int additional) {
        DnsBytes message = new DnsBytes()
                .two(id)
                .two(0x8000 | flags)
                .two(1)
                .two(answers)
                .two(0)
                .two(additional);
        return message.name(question).two(type).two(1);
    }

    public DnsBytes a(String owner, long ttl, String address) {
        return record(owner, address.contains(":") ? AAAA : A, ttl, address(address));
    }

    DnsBytes cname(String owner, long ttl, String target) {
        return record(owner, CNAME, ttl, new DnsBytes().name(target).bytes());
    }

    DnsBytes srv(String owner, long ttl, int priority, int weight, int port, String target) {
        return record(
                owner,
                SRV,
                ttl,
                new DnsBytes().two(priority).two(weight).two(port).name(target).bytes());
    }

    DnsBytes record(String owner, int type, long ttl, byte[] data) {
        name(owner).two(type).two(1).two((int) (ttl >>> 16)).two((int) ttl).two(data.length);
        bytes.writeBytes(data);
        return this;
    }

    DnsBytes name(String name) {
        for (String label : name.split("\\.")) {
            byte[] text = label.getBytes(StandardCharsets.ISO_8859_1);
            if (text.length > 0) {
                bytes.write(text.length);
                bytes.writeBytes(text);
            }
        }
        bytes.write(0);
        return this;
    }

    DnsBytes two(int value) {
        bytes.write(value >> 8);
        bytes.write(value);
        return this;
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }

    private static byte[] address(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }
}
