package lb.ha.cloud.provider;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HexFormat;
import lb.ha.cloud.CloudException;

/** The MAC addresses of this machine's network interfaces, by which a cloud knows them. */
interface MacAddresses {
    /**
     * That of one interface, such as {@code 02:42:ac:11:00:02}.
     *
     * @throws CloudException when it has none
     */
    String of(String interfaceName) throws CloudException;

    /** As the machine has them. */
    static MacAddresses ofMachine() {
        return name -> {
            try {
                NetworkInterface found = NetworkInterface.getByName(name);
                byte[] address = found == null ? null : found.getHardwareAddress();
                if (address == null) {
                    throw CloudException.lasting("interface " + name + " has no MAC address to be known by");
                }
                return HexFormat.ofDelimiter(":").formatHex(address);
            } catch (SocketException e) {
                throw CloudException.passing("cannot look at interface " + name + ": " + e.getMessage());
            }
        };
    }
}
