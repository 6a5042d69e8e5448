// go run .: publishes an event over HTTP. API and KEY are the environment's (source .ringback/env.sh).
package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"time"
)

const tries = 4

var client = &http.Client{Timeout: 10 * time.Second}

type event struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Payload any    `json:"payload"`
}

// publish gives the answer, which holds Ringback's id of the event.
func publish(kind string, payload any) (string, error) {
	// The same id again is the same event, so a request whose answer was lost can be repeated.
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		return "", err
	}
	body, err := json.Marshal(event{hex.EncodeToString(id), kind, payload})
	if err != nil {
		return "", err
	}
	for try := 1; ; try++ {
		status, answer, err := post(body)
		if err == nil && status == http.StatusAccepted {
			return answer, nil
		}
		isPassing := err != nil || status == http.StatusTooManyRequests || status >= 500
		if !isPassing || try == tries {
			return "", fmt.Errorf("answered %d: %s %v", status, answer, err)
		}
		time.Sleep(time.Duration(mathrand.Float64() * float64(500*time.Millisecond) * float64(int(1)<<try)))
	}
}

func post(body []byte) (int, string, error) {
	request, err := http.NewRequest("POST", os.Getenv("API")+"/events", bytes.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("authorization", "Bearer "+os.Getenv("KEY"))
	request.Header.Set("content-type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 1<<16))
	return response.StatusCode, string(answer), err
}

func main() {
	change := map[string]string{"new_status": "SUSPENDED"}
	payload := map[string]any{"event": "CARD_STATUS_CHANGE", "card_status_change": change}
	answer, err := publish("CARD_STATUS_CHANGE", payload)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer)
}
