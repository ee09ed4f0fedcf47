package lb.admin.cli;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import lb.ha.address.NeighbourMessage;
import lb.ha.link.CapturedFrame;
import lb.ha.settings.AddressText;

/** A captured packet in one line for people, but for adverts. */
final class WatchedLine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS").withZone(ZoneId.systemDefault());

    private WatchedLine() {}

    static String of(CapturedFrame captured, Refusers refusers) {
        return TIME.format(captured.time()) + " "
                + switch (captured.kind()) {
                    case ADVERT -> AdvertLine.of(captured.packet(), refusers);
                    case ARP -> words(captured, NeighbourMessage.arp(captured.packet()));
                    case NEIGHBOUR_DISCOVERY -> words(captured, NeighbourMessage.discovery(captured.packet()));
                };
    }

    private static String words(CapturedFrame captured, NeighbourMessage message) {
        return switch (message) {
            case NeighbourMessage.ArpRequest request
            when request.sender().equals(request.target()) ->
                "ARP announcement: " + AddressText.of(request.sender()) + " is at " + request.senderMac();
            case NeighbourMessage.ArpRequest request
            when request.sender().isAnyLocalAddress() ->
                "ARP probe: who has " + AddressText.of(request.target()) + "? from " + request.senderMac();
            case NeighbourMessage.ArpRequest request ->
                "ARP: who has " + AddressText.of(request.target()) + "? from " + AddressText.of(request.sender())
                        + " at " + request.senderMac();
            case NeighbourMessage.ArpReply reply ->
                "ARP: " + AddressText.of(reply.sender()) + " is at " + reply.senderMac();
            case NeighbourMessage.Solicitation solicitation ->
                "ND: who has " + AddressText.of(solicitation.target()) + "? from "
                        + AddressText.of(solicitation.source()) + at(captured);
            case NeighbourMessage.Advertisement advertisement ->
                (advertisement.solicited() ? "ND: " : "ND announcement: ") + AddressText.of(advertisement.target())
                        + " is here" + at(captured);
            case NeighbourMessage.Malformed(String reason) -> "malformed: " + reason + at(captured);
        };
    }

    private static String at(CapturedFrame captured) {
        return captured.sourceMac().isEmpty() ? "" : " at " + captured.sourceMac();
    }
}
