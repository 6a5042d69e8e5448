// mvn -q compile exec:java: puts an event on the bus. Credentials and region are the SDK's; BUS is the environment's.
import java.util.UUID;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

public final class PutEvents {
    public static void main(String[] args) {
        // The same id again is the same event.
        String detail = """
            {"id": "%s", "application": "demo", "payload":
              {"event": "CARD_STATUS_CHANGE", "card_status_change": {"new_status": "SUSPENDED"}}}
            """.formatted(UUID.randomUUID());
        PutEventsRequestEntry entry = PutEventsRequestEntry.builder()
            .eventBusName(System.getenv().getOrDefault("BUS", "ringback"))
            .source("com.example.cards")
            .detailType("CARD_STATUS_CHANGE")
            .detail(detail)
            .build();
        try (EventBridgeClient events = EventBridgeClient.create()) {
            PutEventsResponse answer = events.putEvents(request -> request.entries(entry));
            // AWS may take some entries and refuse others: put those again.
            if (answer.failedEntryCount() > 0) throw new IllegalStateException(answer.entries().toString());
            System.out.println(answer.entries().get(0).eventId());
        }
    }
}
