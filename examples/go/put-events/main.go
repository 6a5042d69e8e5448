// go run .: puts an event on the bus. Credentials and region are the SDK's; BUS is the environment's.
package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

func main() {
	ctx := context.Background()
	settings, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		log.Fatal(err)
	}
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		log.Fatal(err)
	}
	detail, err := json.Marshal(map[string]any{
		"id":          hex.EncodeToString(id), // the same id again is the same event
		"application": "demo",
		"payload": map[string]any{
			"event":              "CARD_STATUS_CHANGE",
			"card_status_change": map[string]string{"new_status": "SUSPENDED"},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	answer, err := eventbridge.NewFromConfig(settings).PutEvents(ctx, &eventbridge.PutEventsInput{
		Entries: []types.PutEventsRequestEntry{{
			EventBusName: aws.String(os.Getenv("BUS")),
			Source:       aws.String("com.example.cards"),
			DetailType:   aws.String("CARD_STATUS_CHANGE"),
			Detail:       aws.String(string(detail)),
		}},
	})
	if err != nil {
		log.Fatal(err)
	}
	// AWS may take some entries and refuse others: put those again.
	if answer.FailedEntryCount > 0 {
		log.Fatal(*answer.Entries[0].ErrorCode)
	}
	fmt.Println(*answer.Entries[0].EventId)
}
