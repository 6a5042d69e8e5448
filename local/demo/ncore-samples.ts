/**
 * Samples of the nCore platform's "Webhooks samples" page, word for word. (The page prints a blank
 * line between any two lines; those are left out here.)
 */

/** The endpoint in the page's `POST /webhooks` bodies; the demo puts its own receiver there. */
export const SAMPLE_ENDPOINT = "https://example.com/";

/** Body of `POST /webhooks` for card status changes. */
export const CARD_STATUS_WEBHOOK = `{ "endpoint": "https://example.com/", "events": [ "CARD_STATUS_CHANGE" ], "config": { "basic_auth_username": "username", "basic_auth_password": "password", "custom_headers": [ { "header_name": "apikey", "header_value": "306e38e4-54be-469f-beca-4297129289d6" } ], "created": "2021-05-27T18:48:00.074Z", "modified": "2021-05-27T18:48:00.074Z" } }`;

/** Body of `POST /webhooks` for transactions. */
export const TRANSACTION_WEBHOOK = `{ "endpoint": "https://example.com/", "events": [ "TRANSACTION" ], "config": { "basic_auth_username": "username", "basic_auth_password": "password", "custom_headers": [ { "header_name": "apikey", "header_value": "306e38e4-54be-469f-beca-4297129289d6" } ], "created": "2021-05-27T18:48:00.074Z", "modified": "2021-05-27T18:48:00.074Z" } }`;

/** "Webhook notification sample" of CARD_STATUS_CHANGE. */
export const CARD_STATUS_CHANGE = `{
"event": "CARD_STATUS_CHANGE",
"card_status_change": {
"card_id": "eef930c7-6e44-4846-948a-dfd7855484b6",
"old_status": "ACTIVE",
"new_status": "SUSPENDED",
"status_reason_code": "S0",
"note": {
"category": "aaa",
"description": "First time activation",
"extras": {}
}
}
}`;

/** "Webhook notification sample" of TRANSACTION, transaction type PURCHASE. */
export const TRANSACTION_PURCHASE = `{
"event": "TRANSACTION",
"card_transaction": {
"id": "9829a089-1804-40b6-9920-d31bacc07f17",
"transaction_timestamp": "2022-09-23T12:13:01.295Z",
"network": "VISA",
"message_type": "AUTHORIZATION",
"transaction_type": "PURCHASE",
"transfer_type": "CHA2CHAOWN",
"transaction_description": "Purchase",
"transmission_date_time": "2022-09-23T12:13:01.000Z",
"date_time_acquirer": "2022-07-18T19:16:25.000Z",
"card_id": "8ac1eba8-9ccd-4cf7-acb1-8666007a9634",
"card_first6_digits": "450133",
"card_last4_digits": "4110",
"card_expiry_date": "052024",
"user_id": "2f8548e5-f505-491a-aeee-830948fa3046",
"acquirer_id": "000000",
"merchant_id": "MERCHID01",
"mcc": "7386",
"merchant_name": "ACQUIRER NAME",
"merchant_city": "Abu Dhabi",
"merchant_country": "ARE",
"terminal_id": "111",
"stan": "000022",
"rrn": "226612000022",
"auth_id_response": "962851",
"transaction_amount": 100,
"transaction_currency": "AED",
"billing_amount": 100,
"billing_currency": "AED",
"billing_amount_account": 10,
"billing_currency_account": "USD",
"conversion_rate_billing_account": 1,
"original_amount_billing": "null",
"status_code": "0000",
"status_description": "Transaction approved",
"card_entry": "Unknown",
"pos_environment": "Unknown",
"fallback": false,
"pin_present": false,
"moto": false,
"recurring": false,
"installment_transaction": false,
"reversal_count": 0,
"ing_count": 0,
"auth_expired_at":"2023-01-04T08:45:09.135Z",
"auth_expired_by":"AUTO",
"source_channel": "OPEN_BANKING",
"notes": "Performing operation for 10 USD",
"type": "HOLD",
"incrementalTransaction": true,
"isPreAuth": "Y",
"isCancelled": "YES",
"token_details": {
"wallet_identifier": "APPLEPAY",
"token_number": "458965212585236",
"token_type": "01",
"device_details": {
"device_type": "MOBILE_PHONE"
} }
}
}`;
